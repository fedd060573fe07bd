namespace CacheFleet.Testing;

/// <summary>
/// Where this clone of the repository lies, found upwards from the test's own folder.
/// </summary>
public static class Repository
{
    public static string Root { get; } = FindRoot();

    /// <summary>Tools that setup unpacked: <c>.fleet/tools</c>.</summary>
    public static string Tools => Path.Combine(Root, ".fleet", "tools");

    private static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory);
             folder is not null;
             folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "CacheFleet.sln")))
                return folder.FullName;
        }

        throw new InvalidOperationException(
            $"No CacheFleet.sln above {AppContext.BaseDirectory}: "
            + "run the tests from their build output.");
    }
}
