// swift-tools-version: 6.2
import PackageDescription

let package = Package(
  name: "synctool",
  products: [.executable(name: "synctool", targets: ["synctool"])],
  targets: [
    .systemLibrary(
      name: "CMongoc", pkgConfig: "libmongoc-1.0", providers: [.apt(["libmongoc-dev"])]),
    .systemLibrary(name: "CPostgres", pkgConfig: "libpq", providers: [.apt(["libpq-dev"])]),
    .target(
      name: "CMongocLoader", dependencies: ["CMongoc"],
      linkerSettings: [
        .linkedLibrary("dl")
      ]),
    .target(name: "MongoDriver", dependencies: ["CMongoc", "CMongocLoader"]),
    .target(name: "PostgresDriver", dependencies: ["CPostgres"]),
    .target(name: "SyncCore", dependencies: ["MongoDriver", "PostgresDriver"]),
    .executableTarget(name: "synctool", dependencies: ["SyncCore"]),
    .testTarget(name: "MongoDriverTests", dependencies: ["MongoDriver"]),
    .testTarget(name: "PostgresDriverTests", dependencies: ["PostgresDriver"]),
    .testTarget(name: "SyncCoreTests", dependencies: ["SyncCore"]),
    .testTarget(name: "synctoolTests", dependencies: ["synctool", "SyncCore", "PostgresDriver"]),
  ]
)

for target in package.targets where target.type != .system && target.name != "CMongocLoader" {
  target.swiftSettings = [
    .swiftLanguageMode(.v6),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .treatAllWarnings(as: .error),
  ]
  // The two modules that touch C pointers mark every unsafe use.
  if ["MongoDriver", "PostgresDriver"].contains(target.name) {
    target.swiftSettings?.append(.strictMemorySafety())
  }
}
