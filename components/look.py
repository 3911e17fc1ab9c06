"""The few rules of style that the framework's theme does not know: badges, header, picker, undo."""

from __future__ import annotations

import streamlit as st

STYLE = """
<style>
:root { color-scheme: light dark; }
.stMainBlockContainer { padding: 2.6rem 2rem 4rem; max-width: 1500px; }
[data-testid="stSidebarContent"] { display: flex; flex-direction: column; }
[data-testid="stSidebarHeader"] { order: 0; height: 2.6rem; margin-bottom: 0; }
[data-testid="stSidebarUserContent"] { order: 1; padding-bottom: .25rem; overflow: visible; }
[data-testid="stSidebarNav"] { order: 2; padding-bottom: 4rem; }
[data-testid="stSidebarContent"] { min-height: 100%; position: relative; }
.st-key-account { position: fixed; bottom: .8rem; width: auto; z-index: 10; }
.k-badge { display: inline-block; border-radius: .4rem; padding: .05rem .5rem; font-size: .82rem; font-weight: 500;
  white-space: nowrap; max-width: 100%; overflow: hidden; text-overflow: ellipsis; vertical-align: middle; }
.k-blue { background: #dbeafe; color: #1e3a8a; } .k-green { background: #dcfce7; color: #14532d; }
.k-amber { background: #fef3c7; color: #713f12; } .k-orange { background: #ffedd5; color: #7c2d12; }
.k-red { background: #fee2e2; color: #7f1d1d; } .k-gray { background: #e5e7eb; color: #1f2937; }
.k-violet { background: #ede9fe; color: #4c1d95; }
.k-money-strip { display: flex; flex-wrap: wrap; gap: .35rem; align-self: flex-end; }
@media (min-width: 641px) {
  .k-head:has(+ .k-money-strip) { flex: 0 1 auto; margin-right: 1.5rem; } .k-money-strip + .k-actions { width: 100%; } }
.k-press.k-figure { border-radius: .4rem; padding: .1rem .5rem; font-size: .88rem; font-variant-numeric: tabular-nums; }
.k-press.k-figure.k-orange { background: #ffedd5; color: #7c2d12; } .k-press.k-figure.k-red { background: #fee2e2;
  color: #7f1d1d; } .k-press.k-figure.k-green { background: #dcfce7; color: #14532d; }
.k-scroll { overflow-x: auto; }
.k-account th, .k-account td { padding: .3rem .9rem .3rem 0 !important; white-space: nowrap; }
.k-rows.k-account th { width: auto; min-width: 0; } .k-account :is(th, td):last-child { padding-right: 0 !important; }
.k-rows.k-account :is(th, td):nth-child(2) { width: 100%; min-width: 9rem; white-space: normal; }
.k-account th.k-money { text-align: right; } .k-account tr + tr { border-top: 1px solid light-dark(#e5e7eb, #2b3438); }
.k-account .k-press { font-weight: 400; font-size: inherit; padding: 0; min-height: 0; }
.k-account .k-press:hover { text-decoration: underline; }
@media (max-width: 640px) {
  .k-rows.k-account { font-size: .78rem; } .k-rows.k-account :is(th, td) { padding-right: .45rem !important; }
  .k-rows.k-account th { white-space: normal; } .k-rows.k-account :is(th, td):nth-child(2) { min-width: 4.5rem; } }
.k-header { display: flex; flex-wrap: wrap; align-items: center; gap: .35rem .5rem; }
.k-actions .k-press { border: 1px solid light-dark(#c8d0d4, #3b464b); padding: .15rem .35rem; gap: .2rem; }
.k-wide { display: flex; flex-wrap: wrap; gap: .3rem; } .k-head_phone { display: none; }
.k-press { display: inline-flex; align-items: center; gap: .35rem; min-height: 2.1rem; padding: .15rem .3rem;
  border: 1px solid transparent; border-radius: .4rem; background: none; color: inherit; font: inherit;
  font-size: .88rem; text-align: left; cursor: pointer; overflow-wrap: anywhere; }
.k-press:hover { color: light-dark(#1b6c77, #6cc0ca); }
.k-tabs { display: flex; gap: 1.1rem; overflow-x: auto; scrollbar-width: none; margin-bottom: .9rem;
  border-bottom: 1px solid color-mix(in srgb, currentColor 18%, transparent); }
.k-tabs button { flex: none; padding: .4rem .1rem; border: 0; border-bottom: 2px solid transparent; background: none;
  color: inherit; font: inherit; font-size: .92rem; cursor: pointer; white-space: nowrap; }
.k-tabs button:hover { color: var(--st-primary-color, #1b6c77); }
.k-tabs button:focus-visible { outline: 2px solid var(--st-primary-color, #1b6c77); outline-offset: -2px; }
.k-tabs button[aria-selected=true] { color: var(--st-primary-color, #1b6c77); border-bottom-color: currentColor; }
.k-actions .k-press:hover { border-color: currentColor; }
.k-press:focus-visible, .k-choices button:focus-visible { outline: 2px solid light-dark(#1b6c77, #6cc0ca); }
.k-icon { font-family: "Material Symbols Rounded"; font-size: 1.15rem; line-height: 1; font-weight: 400; width: 1.15rem;
  height: 1.15rem; overflow: hidden; flex: none; font-feature-settings: "liga"; white-space: nowrap; }
.k-beside + .k-wide { margin-top: 1.4rem; }
.k-menu { position: relative; }
.k-choices { position: absolute; top: 100%; right: 0; z-index: 1000; min-width: 11rem; max-width: 80vw; padding: .3rem;
  background: light-dark(#fff, #222a2e); border: 1px solid light-dark(#c8d0d4, #3b464b);
  border-radius: .5rem; box-shadow: 0 8px 24px rgba(0, 0, 0, .18); }
[aria-expanded=false] + .k-choices { display: none; }
.k-choices button { display: block; width: 100%; padding: .35rem .6rem; border: 0; border-radius: .3rem;
  background: none; color: inherit; font: inherit; font-size: .9rem; text-align: left; cursor: pointer; }
.k-choices button:hover, .k-choices button:focus { background: light-dark(#f1f4f5, #3b464b); }
.st-key-presses { display: none; }
.k-head { flex: 1 1 20rem; min-width: 0; display: flex; gap: .9rem; align-items: center; min-height: 4.4rem; }
.k-photo { width: 4.2rem; height: 4.2rem; border-radius: .6rem; object-fit: cover; flex: none; }
.k-initials { display: flex; align-items: center; justify-content: center; font-size: 1.35rem; font-weight: 600;
  background: #dbeafe; color: #1e3a8a; }
.k-name { font-size: 1.45rem; font-weight: 650; line-height: 1.2; overflow-wrap: anywhere; unicode-bidi: isolate; }
.k-sub { opacity: .75; font-size: .9rem; font-variant-numeric: tabular-nums; }
.k-line { display: flex; flex-wrap: wrap; gap: .35rem .5rem; margin-top: .25rem; align-items: center; }
.k-rows { width: 100%; border-collapse: collapse; font-size: .92rem; }
.k-rows th { text-align: left; font-weight: 500; opacity: .7; padding: .2rem .8rem .2rem 0; vertical-align: top;
  width: 30%; min-width: 7rem; }
.k-rows td { padding: .2rem 0; overflow-wrap: anywhere; unicode-bidi: plaintext; vertical-align: top; }
.stMainBlockContainer [data-testid=stHeading] h3 { font-size: 1.25rem; font-weight: 600; }
.k-title { font-size: 1.25rem; font-weight: 600; margin: 0; padding: 0; }
.k-top { display: flex; flex-wrap: wrap; align-items: center; justify-content: space-between; gap: 0 .6rem;
  margin-bottom: .4rem; min-height: 2.1rem; }
.k-buttons { display: flex; flex-wrap: wrap; gap: 0 .3rem; margin-left: auto; }
.k-beside section + section { margin-top: 1.1rem; }
.k-way { display: flex; margin: 0; } p.k-way { display: block; padding: .3rem 0; font-size: .92rem; }
.k-press.k-way { font-size: .92rem; min-height: 1.9rem; } .k-way .k-icon { opacity: .7; }
.k-way > span:last-child { unicode-bidi: plaintext; }
.k-planned { list-style: none !important; padding: 0 !important; margin: 0 0 1rem !important; max-width: 60rem; }
.k-planned li { display: flex; gap: .5rem; align-items: flex-start; margin: 0 !important; padding: .2rem 0 !important;
  font-size: .92rem; } .k-planned li > div { flex: 1; overflow-wrap: anywhere; }
.k-beside { display: grid; grid-template-columns: repeat(2, minmax(0, 1fr)); gap: 1.6rem 4rem; }
.k-note { opacity: .7; font-size: .88rem; margin: 0; } .k-text { white-space: pre-wrap; overflow-wrap: anywhere; }
.k-hints { display: flex; flex-wrap: wrap; gap: .4rem .6rem; margin-bottom: 1rem; }
.k-hint { display: inline-flex; align-items: center; gap: .35rem; font-size: .9rem; min-height: 2.1rem; }
button.k-hint { padding: .2rem .6rem; border-color: #e8b366; background: light-dark(#fffaf0, #2a2113); }
.k-hint .k-icon { color: light-dark(#b45309, #fbbf24); }
.k-conflict { font-size: .92rem; line-height: 1.4; }
.k-field { font-weight: 600; font-size: .92rem; margin-top: .3rem; }
.k-version { max-height: 9rem; overflow-y: auto; white-space: pre-wrap; }
.k-version mark { background: light-dark(#fef08a, #713f12); color: inherit; border-radius: .2rem; }
.k-none { opacity: .7; font-style: italic; }
.st-key-conflict { background: light-dark(#fffbeb, #29210f); }
.k-pair { table-layout: fixed; } .k-pair th[scope=row] { min-width: 0; }
.k-pair thead td { width: 6.5rem; }
.k-pair thead th { opacity: 1; width: auto; } .k-pair th a { color: inherit; }
.k-differs { background: light-dark(#fef3c7, #453411); border-radius: .3rem; }
.k-pair td { padding: .2rem .4rem; vertical-align: top; } .k-pair thead th { padding: .2rem .4rem; }
.k-money { text-align: right !important; white-space: nowrap; font-variant-numeric: tabular-nums; }
.k-claims { max-width: 62rem; } .k-claims .k-total td { font-weight: 600; border-top: 1px solid #9ca3af; }
.k-claims td:first-child { white-space: nowrap; width: 7rem; }
.k-steps { margin: .2rem 0 .6rem 1.2rem !important; font-size: .9rem; } .k-steps li { margin: 0 !important; }
.k-why { margin-top: .5rem; } .k-below { margin-top: 1.4rem; } .k-deeds { display: flex; flex-wrap: wrap; gap: .35rem;
  margin: .5rem 0 .8rem; }
.k-log.k-box { border-left: 3px solid var(--st-primary-color, #0f766e); padding: .1rem 0 .1rem .8rem !important; }
.k-grid thead th { width: auto; border-bottom: 1px solid var(--st-border-color, #d1d5db); }
.stMainBlockContainer h1 { font-size: 1.6rem; padding: .2rem 0 .4rem; }
.k-missing { color: light-dark(#92400e, #fbbf24); font-style: italic; }
.k-hidden { opacity: .7; font-style: italic; }
.k-done { list-style: none !important; padding: 0 !important; margin: .1rem 0 .9rem !important; }
.k-done li { margin: 0 !important; padding: .16rem 0 !important; font-size: .875rem; }
.k-done li::before { content: "✓"; color: light-dark(#15803d, #4ade80); font-weight: 700; margin: 0 .6rem 0 .2rem; }
[class*="st-key-rule_"] button { min-height: 0; padding: .1rem 0; }
.st-key-contacts_chips button { min-height: 1.9rem; padding: .05rem .5rem; }
.st-key-contacts_chips button p { font-size: .88rem; }
.k-link { font-weight: 600; }
[class*="st-key-upload_"] [data-testid=stFileUploaderDropzoneInstructions] { display: none; }
.k-untaken { display: none; color: light-dark(#b91c1c, #f87171); font-size: .92rem; margin: .4rem 0 0; }
[class*="st-key-upload_"]:has([data-testid=stFileChip][aria-invalid=true]) .k-untaken { display: block; }
.k-download { display: inline-block; padding: .3rem .9rem; margin-right: .5rem; border-radius: .5rem; font-weight: 600;
  border: 1px solid color-mix(in srgb, currentColor 30%, transparent); text-decoration: none !important;
  color: inherit !important; }
.k-download:focus-visible, .k-paper:focus-visible { outline: 2px solid var(--st-primary-color, #0f766e); }
.k-paper { max-height: 65vh; overflow: auto; padding: .6rem; border-radius: .4rem;
  background: light-dark(#e7e9ec, #1b1e22); }
.k-paper img { display: block; width: 100%; min-height: 8rem; margin: 0 0 .6rem; background: #fff;
  box-shadow: 0 1px 4px rgb(0 0 0 / 25%); }
.k-paper.k-text { background: light-dark(#fff, #16181b); font-size: .9rem;
  border: 1px solid color-mix(in srgb, currentColor 20%, transparent); }
.k-rows a.k-open, .k-cells a.k-open { color: inherit; text-decoration: underline; text-underline-offset: .2em;
  text-decoration-color: color-mix(in srgb, currentColor 35%, transparent); }
.k-rows a.k-open:hover, .k-cells a.k-open:hover { text-decoration-color: currentColor; }
.k-failed { color: light-dark(#9a3412, #fdba74); font-size: .84rem; }
.k-rows s, .stMainBlockContainer button s { opacity: .6; }
.k-rows tr.k-past { opacity: .55; }
.k-cells { width: 100%; border-collapse: collapse; font-size: .88rem; }
.k-cells th, .k-cells td { text-align: left; padding: .25rem .6rem .25rem 0; vertical-align: top; font-weight: 400;
  border-bottom: 1px solid color-mix(in srgb, currentColor 12%, transparent); }
.k-cells thead th, .k-cells th[scope=row] { font-weight: 500; opacity: .75; }
.k-scroll { overflow-x: auto; margin-bottom: .6rem; }
.k-prices td, .k-prices th { overflow-wrap: normal; white-space: nowrap; font-variant-numeric: tabular-nums; }
.k-prices td:last-child { white-space: normal; min-width: 10rem; }
.k-yes { color: light-dark(#166534, #86efac); font-weight: 500; } .k-no { color: light-dark(#9a3412, #fdba74); }
.k-never { opacity: .45; }
.stMainBlockContainer button[kind="tertiary"] p { text-align: left; }
.k-log { list-style: none !important; padding: 0 !important; margin: 0 !important; }
.k-log li { margin: 0 0 .55rem !important; padding: 0 !important; font-size: .9rem;
  line-height: 1.4; overflow-wrap: anywhere; }
.k-log time { opacity: .7; font-variant-numeric: tabular-nums; margin-right: .5rem; }
.k-changes { opacity: .8; font-size: .84rem; unicode-bidi: plaintext; }
.k-clash { border-left: 3px solid light-dark(#b45309, #fbbf24); background: light-dark(#fffaf0, #2a2113);
  padding: .4rem .7rem; font-size: .9rem; overflow-wrap: anywhere; unicode-bidi: plaintext; }
.k-clash ul { margin: .2rem 0 0 !important; padding-left: 1.1rem !important; }
.k-clash li { margin: 0 !important; font-size: .9rem; }
.k-cal-box { overflow: auto; max-height: calc(100vh - 15rem); min-height: 24rem; }
.k-cal { min-width: calc(3rem + var(--columns) * 7.5rem); }
.k-cal-head, .k-cal-body { display: grid; grid-template-columns: 3rem repeat(var(--columns), minmax(0, 1fr)); }
.k-cal-head { position: sticky; top: 0; z-index: 4; background: var(--st-background-color, Canvas); }
.k-cal-title { padding: .25rem .3rem; font-size: .88rem; font-weight: 600; text-align: center; min-width: 0;
  overflow: hidden; text-overflow: ellipsis;
  border-bottom: 1px solid color-mix(in srgb, currentColor 20%, transparent); }
.k-cal-sub { display: block; font-weight: 400; font-size: .75rem; opacity: .75; }
.k-cal-today { color: var(--st-primary-color, #0f766e); }
.k-cal-body { position: relative; }
.k-cal-hours { position: sticky; left: 0; z-index: 3; background: var(--st-background-color, Canvas); }
.k-cal-corner { position: sticky; left: 0; background: inherit; }
.k-cal-hour { position: absolute; right: .4rem; transform: translateY(-50%); font-size: .75rem; opacity: .7;
  font-variant-numeric: tabular-nums; }
.k-cal-column { position: relative; border-left: 1px solid color-mix(in srgb, currentColor 15%, transparent);
  background: repeating-linear-gradient(to bottom, color-mix(in srgb, currentColor 12%, transparent) 0 1px,
  transparent 1px calc(var(--hour) / 2), color-mix(in srgb, currentColor 5%, transparent) calc(var(--hour) / 2)
  calc(var(--hour) / 2 + 1px), transparent calc(var(--hour) / 2 + 1px) var(--hour)); }
.k-cal-may { cursor: copy; }
.k-cal-holiday { background-color: light-dark(#fff7ed, #2a2113); }
.k-cal-entry { position: absolute; z-index: 1; overflow: hidden; border: 0; border-left: 3px solid currentColor;
  border-radius: .3rem; padding: 0 .3rem; font: inherit; font-size: .78rem; line-height: 1.3; text-align: left;
  cursor: pointer; }
.k-cal-entry { display: flex; flex-direction: column; justify-content: flex-start; align-items: stretch; }
.k-cal-line, .k-cal-facts { flex: none; white-space: nowrap; text-overflow: ellipsis; overflow: hidden; }
.k-cal-narrow .k-cal-time { display: none; }
.k-cal-entry:hover { filter: brightness(.96); z-index: 2; }
.k-cal-entry:focus-visible, .k-cal-cursor:focus-visible { outline: 2px solid var(--st-primary-color, #0f766e);
  outline-offset: 1px; z-index: 3; }
.k-cal-time { font-variant-numeric: tabular-nums; margin-right: .3rem; opacity: .85; }
.k-cal-what { font-weight: 600; unicode-bidi: isolate; }
.k-cal-state { margin-left: .3rem; font-style: italic; }
.k-cal-facts { display: block; opacity: .85; }
.k-cal-over { opacity: .6; } .k-cal-over .k-cal-what { text-decoration: line-through; }
.k-cal-cursor { position: absolute; left: 1px; width: calc(100% - 3px); z-index: 0; opacity: 0; border-radius: .3rem;
  border: 1px dashed var(--st-primary-color, #0f766e); background: none; color: inherit; font: inherit;
  pointer-events: none; }
.k-cal-cursor:focus { opacity: 1; pointer-events: auto; z-index: 3; }
.k-cal-now { position: absolute; left: 0; right: 0; border-top: 2px solid #dc2626; z-index: 2; pointer-events: none; }
.k-entries { list-style: none !important; padding: 0 !important; margin: 0 !important; }
.k-entries li { display: flex; align-items: center; gap: .5rem; margin: 0 !important; padding: 0 !important;
  border-bottom: 1px solid color-mix(in srgb, currentColor 12%, transparent); }
.k-entry-open { display: grid; grid-template-columns: 1.6rem 10.5rem 1fr 9rem; gap: .2rem .7rem; align-items: baseline;
  flex: 1 1 auto; min-width: 0; padding: .42rem .3rem; border: 0; background: none; font: inherit; font-size: .9rem;
  text-align: left; color: inherit; cursor: pointer; }
.k-entries { container-type: inline-size; }
.k-entries li.k-entry-group { border: 0; padding: 1rem 0 0 !important; }
.k-entries li.k-entry-group:first-child { padding-top: 0 !important; }
.k-entry-group .k-title { margin-bottom: .25rem; }
.k-entries li.k-entry-none { border: 0; opacity: .7; font-size: .88rem; padding: .3rem 0 !important; }
.k-entries li.k-entry-line { flex-wrap: wrap; gap: .1rem .7rem; padding: .42rem .3rem !important; }
.k-entry-line .k-entry-when { min-width: 5.5rem; }
.k-entry-open:hover { background: color-mix(in srgb, var(--st-primary-color, #1b6c77) 7%, transparent); }
.k-entry-open:focus-visible, .k-entry-done:focus-visible { outline: 2px solid var(--st-primary-color, #0f766e); }
.k-entry-icon { font-family: "Material Symbols Rounded"; font-size: 1.15rem; line-height: 1; opacity: .75;
  align-self: start; overflow: hidden; width: 1.2rem; height: 1.2rem; font-feature-settings: "liga"; }
.k-entry-when, .k-entry-who, .k-entry-facts { opacity: .75; font-size: .84rem; font-variant-numeric: tabular-nums; }
.k-entry-main { display: flex; flex-wrap: wrap; gap: .1rem .5rem; align-items: baseline; min-width: 0; }
.k-entry-head { font-weight: 600; overflow-wrap: anywhere; unicode-bidi: isolate; }
.k-entry-text { flex: 1 0 100%; opacity: .85; white-space: pre-line; overflow-wrap: anywhere; display: -webkit-box;
  -webkit-line-clamp: 3; -webkit-box-orient: vertical; overflow: hidden; unicode-bidi: plaintext; }
.k-entry-who { text-align: right; overflow-wrap: anywhere; }
.k-late .k-entry-when { color: light-dark(#b91c1c, #fca5a5); opacity: 1; font-weight: 600; }
.k-over .k-entry-head { opacity: .65; font-weight: 500; }
.k-entry-done { border: 1px solid color-mix(in srgb, currentColor 25%, transparent); border-radius: .4rem;
  background: none; font: inherit; font-size: .82rem; padding: .15rem .55rem; color: inherit; cursor: pointer;
  white-space: nowrap; }
a.k-entry-done { text-decoration: none; }
.k-entry-done:hover { border-color: var(--st-primary-color, #1b6c77); color: var(--st-primary-color, #1b6c77); }
.k-entry-acts { display: flex; gap: .35rem; flex: none; margin-left: auto; }
.k-entry-done.k-pressed { background: var(--st-primary-color, #1b6c77); color: #fff; border-color: transparent; }
.k-entry-contact { font-size: .88rem; color: inherit; white-space: nowrap; }
.k-letter { border: 1px solid color-mix(in srgb, currentColor 18%, transparent); border-radius: .5rem;
  padding: .7rem .9rem; font-size: .92rem; unicode-bidi: plaintext; } .k-letter .k-text { margin-top: .5rem; }
.k-alert { border-left: 3px solid #dc2626; padding-left: .7rem; margin-top: .2rem; }
.k-pinned { border-left: 3px solid #f59e0b; padding-left: .7rem; margin-top: .2rem; max-height: 14rem;
  overflow-y: auto; }
.k-ahead { list-style: none !important; padding: 0 !important; margin: 0 !important; }
.k-ahead li { display: flex; gap: .5rem; align-items: baseline; margin: 0 !important; padding: .1rem 0 !important;
  border-bottom: 1px solid color-mix(in srgb, currentColor 12%, transparent); font-size: .9rem; }
.k-ahead time { opacity: .75; font-size: .84rem; font-variant-numeric: tabular-nums; margin-right: .6rem;
  white-space: nowrap; }
.k-ahead .k-late time { color: light-dark(#b91c1c, #fca5a5); opacity: 1; font-weight: 600; }
.k-ahead .k-ahead-open { flex: 1 1 auto; min-width: 0; border: 0; background: none; text-align: left; font: inherit;
  padding: .3rem 0; overflow-wrap: anywhere; white-space: normal; justify-content: flex-start; }
.k-ahead .k-press:last-child:not(.k-ahead-open) { font-size: .82rem; padding: .1rem .5rem; white-space: nowrap;
  border: 1px solid color-mix(in srgb, currentColor 25%, transparent); }
.k-ahead .k-icon { align-self: flex-start; }
a.k-dial { display: inline-block; border: 1px solid color-mix(in srgb, currentColor 25%, transparent); color: inherit;
  border-radius: .5rem; padding: .35rem .7rem; text-decoration: none; margin-bottom: .2rem; }
.k-dial .k-icon { vertical-align: middle; }
[role=dialog] .stButtonGroup [role=radiogroup] { flex-wrap: wrap; overflow: visible; mask-image: none; row-gap: .3rem; }
section + section > .k-title { margin-top: 1.4rem; }
.st-key-activities_bar, .st-key-activities_head { row-gap: .35rem; }
.k-brief .k-changes { display: -webkit-box; -webkit-line-clamp: 4; -webkit-box-orient: vertical; overflow: hidden; }
.st-key-picker_box { position: relative; }
.st-key-picker_hits { display: none; position: absolute; top: 2.7rem; left: 0; right: 0; z-index: 1000; gap: 0;
  background: var(--st-background-color, #fff); border: 1px solid var(--st-border-color, #d1d5db);
  border-radius: .5rem; padding: .3rem; box-shadow: 0 8px 24px rgba(0, 0, 0, .18); }
.st-key-picker_box:focus-within .st-key-picker_hits { display: flex; }
.k-hit { display: block; width: 100%; padding: .2rem .4rem; border: 0; border-radius: .3rem; background: none;
  font: inherit; font-size: .88rem; text-align: left; color: inherit; cursor: pointer; overflow-wrap: anywhere; }
.k-hit:hover { color: var(--st-primary-color, #1b6c77); }
.k-hit:focus-visible { outline: 2px solid var(--st-primary-color, #0f766e); }
.k-hit-name { font-weight: 600; margin-right: .35rem; unicode-bidi: isolate; }
.k-hit-facts, .k-hit-none { opacity: .75; font-size: .84rem; }
.k-hit-none { margin: 0; padding: .2rem .4rem; }
.st-key-undo { position: fixed; bottom: 1.2rem; left: 50%; transform: translateX(-50%); z-index: 1000; width: auto;
  background: #1f2937; color: #f9fafb; border-radius: .6rem; padding: .35rem .9rem; align-items: center;
  box-shadow: 0 8px 24px rgba(0, 0, 0, .3); max-width: calc(100vw - 2rem); }
.st-key-undo p { color: #f9fafb; } .st-key-undo button { color: #99f6e4; border-color: #99f6e4; background: none; }
@container (max-width: 44rem) {
  .k-entry-open { grid-template-columns: 1.6rem 1fr auto; } .k-entry-main { grid-column: 2 / -1; grid-row: 2; }
  .k-entry-icon { grid-row: 1 / 3; }
}
@media (max-width: 640px) {
  .k-header .k-wide { display: none; } .k-head_phone { display: block; }
  .k-head_phone .k-choices { right: auto; left: 0; }
  .k-press { min-height: 2.4rem; }
  .stMainBlockContainer { padding: 4.2rem .8rem 4rem; }
  .k-beside { grid-template-columns: minmax(0, 1fr); }
  .k-photo { width: 3.2rem; height: 3.2rem; } .k-name { font-size: 1.15rem; }
  .k-cells { font-size: .78rem; hyphens: auto; }
  .k-entries li { flex-wrap: wrap; padding-bottom: .35rem !important; }
  .k-cells th, .k-cells td { padding-right: .3rem; overflow-wrap: anywhere; }
}
@media print { [data-testid="stSidebar"], .st-key-undo { display: none; } }
</style>
"""

ONE_LINE = " ".join(STYLE.split())
"""The framework looks at each line of what it sends, with each run of the script."""


def style() -> None:
    """Send the rules of style."""
    st.html(ONE_LINE)
