namespace CacheFleet.Tidy.Tests.Style;

/// <summary>The limits that keep files readable. Whoever meets one splits what has grown.</summary>
public sealed class StyleTests
{
    private const int LongestFile = 250;
    private const int MedianFile = 60;
    private const int LongestBlock = 70;
    private const int UsualBlock = 40;
    private const int UsualColumns = 100;
    private const int WidestLine = 120;

    private static readonly string[] Product = ["services/", "CacheFleet.", "loadtests/"];

    public static TheoryData<string> Scripts => [.. RepositoryFiles.EndingIn(".lua")];

    [Fact]
    public void No_file_is_longer_than_250_lines() =>
        Assert.Empty(SourceFile.All.Where(file => file.Lines.Length > LongestFile).Select(file => file.Path));

    [Fact]
    public void Half_of_the_products_files_have_at_most_60_lines()
    {
        var lengths = SourceFile.All.Where(file => file.IsIn(Product))
            .Select(file => file.Lines.Length).Order().ToList();

        Assert.InRange(lengths[lengths.Count / 2], 1, MedianFile);
    }

    [Fact]
    public void No_method_is_longer_than_70_lines_and_hardly_one_longer_than_40()
    {
        var blocks = SourceFile.All
            .SelectMany(file => file.Blocks().Select(block => (file.Path, block.Line, block.Length))).ToList();

        Assert.All(blocks, block => Assert.True(block.Length <= LongestBlock, $"{block.Path}:{block.Line}"));
        Assert.InRange(blocks.Count(block => block.Length > UsualBlock), 0, blocks.Count / 100);
    }

    [Fact]
    public void Lines_end_at_100_columns_and_never_pass_120()
    {
        var lines = SourceFile.All.SelectMany(file => file.Lines.Select((text, at) => (file.Path, At: at + 1, text)))
            .ToList();

        Assert.Empty(lines.Where(line => line.text.Length > WidestLine).Select(line => $"{line.Path}:{line.At}"));
        Assert.InRange(lines.Count(line => line.text.Length > UsualColumns), 0, lines.Count / 33);
    }

    [Fact]
    public void Tests_are_called_what_they_say()
    {
        var names = SourceFile.All.Where(file => file.IsIn("tests/"))
            .SelectMany(file => file.TestNames().Select(name => (file.Path, name))).ToList();

        Assert.NotEmpty(names);
        Assert.All(names, test => Assert.Matches("^[A-Z0-9][^_]*_[^_]+_", test.name));
    }

    [Theory]
    [MemberData(nameof(Scripts))]
    public void A_script_says_at_its_head_what_it_guarantees_and_what_it_takes(string script)
    {
        var head = string.Join('\n', RepositoryFiles.Lines(script).TakeWhile(line => line.StartsWith("--")));

        Assert.Contains("KEYS[1]", head);
        Assert.Matches("Guarantee", head);
    }

    [Fact]
    public void Time_and_chance_are_banned_where_they_must_be_arguments()
    {
        var banned = RepositoryFiles.Read("BannedSymbols.txt");
        string[] symbols =
            ["DateTime.UtcNow", "DateTimeOffset.UtcNow", "Random.Shared", "Guid.NewGuid", "Thread.Sleep"];

        Assert.All(symbols, symbol => Assert.Contains(symbol, banned));
        Assert.Contains("BannedSymbols.txt", RepositoryFiles.Read("services/Directory.Build.props"));
    }
}
