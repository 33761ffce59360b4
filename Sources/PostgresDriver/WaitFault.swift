/// Why waiting for the server ended without an answer.
enum WaitFault: Error {
  case stopped, timedOut, lost
}
