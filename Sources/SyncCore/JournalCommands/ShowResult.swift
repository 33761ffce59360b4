package import Basics
package import Engine

/// One run of the journal with a page of what it wrote, and a page of what it could not write.
package struct ShowResult: Sendable {
  /// nil when the run was not found.
  package var run: JournaledRun?
  /// In the order in which they were written.
  package var changes: [PlanEntry] = []
  /// The number of all changes of the run, 0 or more.
  package var changeCount = 0
  package var rejections: [PlanEntry] = []
  /// The number of all rejections of the run, 0 or more.
  package var rejectionCount = 0
  /// What it made of links that were there before, in the order in which they were written.
  package var links: [LinkMove] = []
  /// The number of all of them, 0 or more.
  package var linkCount = 0
  /// 1 or more; the same for all lists.
  package var page: Int
  /// Entries of each list on a full page, 1 or more.
  package var limit: Int
  /// nil when the run was found and read.
  package var failure: SyncFailure?

  package var exitCode: ExitCode { failure?.code ?? .done }

  /// The entries of each list before this page.
  package var offset: Int { (page - 1) * limit }

  /// True when the next page has entries too.
  package var hasMore: Bool { max(changeCount, rejectionCount, linkCount) - offset > limit }
}
