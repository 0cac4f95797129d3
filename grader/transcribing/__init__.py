"""From a recording to a WebVTT transcript, on this machine: see `grader.transcribing.transcribe`."""
