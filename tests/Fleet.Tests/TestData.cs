using CacheFleet.Testing;

namespace CacheFleet.Fleet.Tests;

/// <summary>
/// The servers' files of these tests: one folder, emptied by the first fleet of a run and kept for the others, which
/// therefore start in seconds. The AppHost's own lock keeps two test runs apart.
/// </summary>
internal static class TestData
{
    private static bool _wiped;

    public static string Folder => Path.Combine(Repository.Root, ".fleet", "test-data");

    public static string[] Arguments(params string[] more)
    {
        string[] fresh = _wiped ? [] : ["--fresh"];
        _wiped = true;
        return ["--infra", "native", "--data", Folder, .. fresh, .. more];
    }
}
