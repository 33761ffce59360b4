internal import CArguments
internal import Glibc

/// The file that the kernel may write when a process crashes: its whole memory, including passwords.
enum CoreFile {
  /// Makes sure that none is written.
  ///
  /// Not 0 but one byte: too little for a file, and the one limit at which Linux does not start
  /// a program that `core_pattern` names either (a limit of 0 does not prevent that).
  static func forbid() {
    var limit = rlimit(rlim_cur: 1, rlim_max: 1)
    setrlimit(__rlimit_resource_t(RLIMIT_CORE.rawValue), &limit)
    // A limit of 0 that others have set cannot be raised by all; this holds whatever the limit is.
    synctool_hide_memory()
  }
}
