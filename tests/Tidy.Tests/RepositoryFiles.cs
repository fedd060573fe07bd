using CacheFleet.Testing;

namespace CacheFleet.Tidy.Tests;

/// <summary>The repository's own files: what a clone has, without what builds and runs leave in it.</summary>
internal static class RepositoryFiles
{
    private static readonly Lazy<string[]> Found =
        new(() => [.. Below(Repository.Root).Order(StringComparer.Ordinal)]);

    /// <summary>Their paths from the root, with slashes.</summary>
    public static IReadOnlyList<string> All => Found.Value;

    public static IEnumerable<string> EndingIn(string ending) =>
        All.Where(path => path.EndsWith(ending, StringComparison.Ordinal));

    public static bool Has(string path) => File.Exists(Full(path)) || Directory.Exists(Full(path));

    public static string Full(string path) => Path.Combine(Repository.Root, path);

    public static string Read(string path) => File.ReadAllText(Full(path));

    public static string[] Lines(string path) => File.ReadAllLines(Full(path));

    private static IEnumerable<string> Below(string root)
    {
        var ignored = Ignored(root);
        var folders = new Stack<string>([root]);
        while (folders.TryPop(out var folder))
        {
            foreach (var file in Directory.EnumerateFiles(folder))
            {
                if (!ignored.Contains(Path.GetFileName(file)))
                    yield return Path.GetRelativePath(root, file).Replace('\\', '/');
            }
            foreach (var inner in Directory.EnumerateDirectories(folder))
            {
                if (!ignored.Contains(Path.GetFileName(inner)))
                    folders.Push(inner);
            }
        }
    }

    // In a worktree of git's, .git is a file.
    private static HashSet<string> Ignored(string root) =>
    [
        ".git",
        .. File.ReadLines(Path.Combine(root, ".gitignore"))
            .Where(line => line.EndsWith('/'))
            .Select(line => line.Trim('/')),
    ];
}
