"""What the browser meets before Streamlit: sign-in, the gate in front of every path, health."""
