// swift-tools-version: 6.2
import PackageDescription

let strict: [SwiftSetting] = [
  .swiftLanguageMode(.v6),
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .treatAllWarnings(as: .error),
]
/// The two modules that touch C pointers also mark every unsafe use.
let driver: [SwiftSetting] = strict + [.strictMemorySafety()]

let package = Package(
  name: "synctool",
  products: [.executable(name: "synctool", targets: ["synctool"])],
  targets: [
    .systemLibrary(name: "CMongoc", pkgConfig: "libmongoc-1.0", providers: [.apt(["libmongoc-dev"])]),
    .systemLibrary(name: "CPostgres", pkgConfig: "libpq", providers: [.apt(["libpq-dev"])]),
    .target(name: "MongoDriver", dependencies: ["CMongoc"], swiftSettings: driver),
    .target(name: "PostgresDriver", dependencies: ["CPostgres"], swiftSettings: driver),
    .target(name: "SyncCore", dependencies: ["MongoDriver", "PostgresDriver"], swiftSettings: strict),
    .executableTarget(name: "synctool", dependencies: ["SyncCore"], swiftSettings: strict),
    .testTarget(name: "MongoDriverTests", dependencies: ["MongoDriver"], swiftSettings: strict),
    .testTarget(name: "PostgresDriverTests", dependencies: ["PostgresDriver"], swiftSettings: strict),
    .testTarget(name: "SyncCoreTests", dependencies: ["SyncCore"], swiftSettings: strict),
    .testTarget(name: "synctoolTests", dependencies: ["synctool"], swiftSettings: strict),
  ]
)
