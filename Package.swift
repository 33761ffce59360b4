// swift-tools-version: 6.2
import PackageDescription

let package = Package(
  name: "synctool",
  products: [.executable(name: "synctool", targets: ["synctool"])],
  targets: [
    .systemLibrary(
      name: "CMongoc", pkgConfig: "libmongoc-1.0", providers: [.apt(["libmongoc-dev"])]),
    .systemLibrary(name: "CPostgres", pkgConfig: "libpq", providers: [.apt(["libpq-dev"])]),
    .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),
    .target(name: "CArguments"),
    .target(
      name: "CMongocLoader", dependencies: ["CMongoc"],
      linkerSettings: [
        .linkedLibrary("dl")
      ]),
    .target(name: "MongoDriver", dependencies: ["CMongoc", "CMongocLoader", "CZlib"]),
    .target(name: "PostgresDriver", dependencies: ["CPostgres"]),
    .target(name: "Basics"),
    .target(name: "Records", dependencies: ["Basics", "MongoDriver", "PostgresDriver"]),
    .target(name: "Engine", dependencies: ["Basics", "MongoDriver", "PostgresDriver", "Records"]),
    .target(
      name: "SyncCore",
      dependencies: ["Basics", "Engine", "MongoDriver", "PostgresDriver", "Records"]),
    .executableTarget(
      name: "synctool", dependencies: ["CArguments", "Basics", "Engine", "Records", "SyncCore"]),
    // What the tests of several modules share.
    .target(
      name: "TestSupport", dependencies: ["PostgresDriver", "SyncCore"], path: "Tests/TestSupport"),
    // The reader of Extended JSON as a program, for Scripts/compare-readers.
    .executableTarget(
      name: "ReaderProbe", dependencies: ["MongoDriver"], path: "Tests/ReaderProbe"),
    .testTarget(name: "MongoDriverTests", dependencies: ["MongoDriver", "TestSupport"]),
    .testTarget(name: "PostgresDriverTests", dependencies: ["PostgresDriver", "TestSupport"]),
    .testTarget(
      name: "SyncCoreTests",
      dependencies: ["Basics", "Engine", "Records", "SyncCore", "TestSupport"]),
    .testTarget(
      name: "synctoolTests",
      dependencies: [
        "synctool", "Basics", "Engine", "Records", "SyncCore", "PostgresDriver", "TestSupport",
      ]),
  ]
)

// Scripts/fuzz alone: libFuzzer's program, to which the tool is a library, in instrumented modules.
let isFuzzed = Context.environment["SYNCTOOL_FUZZ"] == "1"
if isFuzzed {
  package.products = []
  package.targets.removeAll {
    $0.type == .test || ["synctool", "TestSupport", "ReaderProbe"].contains($0.name)
  }
  package.targets += [
    .target(
      name: "synctool", dependencies: ["CArguments", "Basics", "Engine", "Records", "SyncCore"],
      exclude: ["Main.swift"]),
    .executableTarget(
      name: "Fuzz",
      dependencies: ["synctool", "Basics", "Records", "SyncCore", "MongoDriver", "PostgresDriver"],
      path: "Tests/Fuzz",
      linkerSettings: [.unsafeFlags(["-sanitize=fuzzer,address", "-use-ld=lld"])]),
  ]
}

let writtenInC = ["CArguments", "CMongocLoader"]
for target in package.targets where target.type != .system && !writtenInC.contains(target.name) {
  target.swiftSettings = [
    .swiftLanguageMode(.v6),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .treatAllWarnings(as: .error),
  ]
  // The modules that touch C pointers mark every unsafe use.
  if ["Basics", "MongoDriver", "PostgresDriver"].contains(target.name) {
    target.swiftSettings?.append(.strictMemorySafety())
  }
  if isFuzzed {
    target.swiftSettings?.append(.unsafeFlags(["-sanitize=fuzzer,address", "-O"]))
  }
}
