"""What people read when an entry of the history is refused."""

from __future__ import annotations

from collections.abc import Callable

from domain import activities, appointments, calls, courses, tasks, templates
from domain.errors import Refusal
from i18n.clashes import clash_words
from i18n.texts import N_, _
from i18n.words import word

TEXTS: dict[type[Refusal], str] = {
    appointments.TooManyFeeds: N_("You have {most} links already. End one of them first."),
    appointments.WrongLength: N_("An appointment lasts at least one minute and at most {most} minutes."),
    appointments.WrongStep: N_("Please enter a number from 1 to {most}."),
    appointments.SeriesEndless: N_("Please say how often, or until which day."),
    appointments.SeriesTooLong: N_("A series has at least one and at most {most} appointments."),
    activities.NameTaken: N_("There is already one called {name}. Choose another name."),
    activities.InBin: N_("This lies in the bin. Take it out of the bin first."),
    activities.UnderWay: N_("This is still under way. Cancel it first, then delete it."),
    templates.UnknownVariable: N_(
        "Line {line}: there is no variable {name}. Take one of the list below, or write the text without braces."
    ),
    templates.BrokenVariable: N_(
        "Line {line}: a variable is its name between two braces each, all on one line. Look at {near}"
    ),
    activities.TooManyPinned: N_("{most} notes are pinned already. Unpin one of them first."),
    calls.CallInFuture: N_("This time is still to come. Enter when the call began."),
    calls.CallBackInPast: N_("This day has passed. Enter today or a later day."),
    calls.CallTooLong: N_("A call lasts a day at most. Enter its minutes, for example 5."),
    tasks.StepImpossible: N_("Enter a number from 1 to {most}."),
    tasks.DueFarAway: N_("This day is too far away. Please check the year."),
    tasks.RepeatsWithoutDay: N_("What repeats needs a day on which it is due first."),
    courses.EndsBeforeStart: N_("The end comes after the beginning, on the same day. Please enter a later time."),
    courses.LastBeforeFirst: N_("The last day is before the first. Please enter a later day."),
    courses.WeeksImpossible: N_("Please enter a number of weeks from 1 to {most}."),
    courses.TooManyDates: N_(
        "These would be more than {most} dates. Choose an earlier last day, and make the rest later."
    ),
    courses.NoDates: N_("No date is left: look at the preview to see why, and change days or times."),
    courses.CapacityImpossible: N_("Please enter how many people there is room for, from 1 to {most}."),
    courses.AlreadyMember: N_("This contact takes part in the whole course already."),
    courses.DateNotCancelled: N_("This is not cancelled any more. Somebody else was quicker."),
    courses.NothingChosen: N_("Please choose at least one date."),
    courses.CourseRetired: N_("“{name}” is no longer offered. Offer it again first."),
    courses.NotAttending: N_("Only who has a place can arrive or stay away. Look at the list again."),
}


def _not_following(refusal: Refusal) -> str:
    state, wanted = (word(activities.State(str(refusal.data[name]))) for name in ("state", "wanted"))
    return _("This is “{state}” now and cannot become “{wanted}” from there.").format(state=state, wanted=wanted)


def _taken(refusal: Refusal) -> str:
    found = refusal.data["clashes"]
    assert isinstance(found, tuple)
    told = "; ".join(clash_words(clash) for clash in found[:3])
    return _("Already taken: {clashes}. Choose another time, or tick the box that lets it stand all the same.").format(
        clashes=told + (" …" if len(found) > 3 else "")
    )


SAYERS: dict[type[Refusal], Callable[[Refusal], str]] = {
    activities.NotFollowing: _not_following,
    appointments.Taken: _taken,
}
