using System.Text.RegularExpressions;

namespace CacheFleet.Tidy.Tests.Documents;

public sealed partial class MachinePathTests
{
    private const int LargestText = 2_000_000;

    [Fact]
    public void No_file_names_a_folder_of_the_machine_it_was_written_on()
    {
        var found = RepositoryFiles.All
            .Where(path => new FileInfo(RepositoryFiles.Full(path)).Length < LargestText)
            .Select(path => (path, Text: RepositoryFiles.Read(path)))
            .Where(file => !file.Text.Contains('\0'))
            .SelectMany(file => MachinePath().Matches(file.Text).Select(match => $"{file.path}: {match.Value}"));

        Assert.Empty(found);
    }

    // Somebody's own folders; a variable or a URL before them is none.
    [GeneratedRegex(@"(?<![\w.$}/:-])/(work|root|home|Users)/[\w.-]+")]
    private static partial Regex MachinePath();
}
