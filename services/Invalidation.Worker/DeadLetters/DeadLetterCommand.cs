using System.Globalization;
using System.Text;
using CacheFleet.Caching.Kafka.DeadLetters;
using Confluent.Kafka;

namespace CacheFleet.Invalidation.Worker.DeadLetters;

/// <summary>What an operator does with dead letters, from a shell.</summary>
public static class DeadLetterCommand
{
    public const string Verb = "dead-letters";

    private const int Well = 0;
    private const int Failed = 1;
    private const int Misused = 2;
    private const int CauseShown = 70;

    private const string Usage = """
        dead-letters list                      what nobody has settled yet
        dead-letters show ID                   one letter: cause, stack, message
        dead-letters redrive ID | --all        put the message back to where it came from
        dead-letters discard ID | --all        give it up
        Options: --kafka HOST:PORT  --broker-version 0.9.0.1 (brokers before 0.10)  --topic NAME
        Without --kafka: the connection string ConnectionStrings__kafka, as the worker has it.
        """;

    /// <summary>Runs one command.</summary>
    /// <returns>The exit code: 0 done, 1 failed, 2 not understood.</returns>
    public static async Task<int> RunAsync(string[] args, TextWriter output, TextWriter errors)
    {
        ArgumentNullException.ThrowIfNull(output);
        ArgumentNullException.ThrowIfNull(errors);
        try
        {
            var (words, connection) = DeadLetterConnection.Read(args);
            return await RunAsync(words, connection, output);
        }
        catch (UsageException wrong)
        {
            await errors.WriteLineAsync($"error: {wrong.Message}\n{Usage}");
            return Misused;
        }
        catch (Exception e) when (e is KafkaException or UnknownLetterException)
        {
            await errors.WriteLineAsync($"error: {e.Message}");
            return Failed;
        }
    }

    private static async Task<int> RunAsync(string[] words, DeadLetterConnection connection, TextWriter output)
    {
        switch (words)
        {
            case ["list"]:
                await ListAsync(await connection.ReadAsync(), output);
                return Well;
            case ["show", var id]:
                await ShowAsync((await FindAsync(connection, id))[0], output);
                return Well;
            case ["redrive" or "discard", var which]:
                var letters = await FindAsync(connection, which);
                using (var producer = connection.Producer())
                {
                    var office = new DeadLetterOffice(producer, connection.Topic);
                    foreach (var letter in letters)
                        await (words[0] == "redrive" ? office.RedriveAsync(letter) : office.DiscardAsync(letter.Id));
                }

                await output.WriteLineAsync($"{letters.Count} {(words[0] == "redrive" ? "redriven" : "discarded")}");
                return Well;
            default:
                throw new UsageException(words.Length == 0
                    ? "which command?"
                    : $"'{string.Join(' ', words)}' is no command");
        }
    }

    private static async Task<IReadOnlyList<DeadLetter>> FindAsync(DeadLetterConnection connection, string which)
    {
        var letters = await connection.ReadAsync();
        if (which == "--all")
            return letters;
        return letters.FirstOrDefault(letter => letter.Id == which) is { } found
            ? [found]
            : throw new UnknownLetterException(
                $"no dead letter '{which}' among {letters.Count} in {connection.Topic}; dead-letters list shows them");
    }

    private static async Task ListAsync(IReadOnlyList<DeadLetter> letters, TextWriter output)
    {
        foreach (var letter in letters)
        {
            var cause = letter.Cause.ReplaceLineEndings(" ");
            await output.WriteLineAsync(string.Create(CultureInfo.InvariantCulture,
                $"{letter.Id}  {letter.Reason}  {letter.Attempts}x  {letter.DiedAt:yyyy-MM-ddTHH:mm:ssZ}  ")
                + $"{letter.Key}  {cause[..Math.Min(CauseShown, cause.Length)]}");
        }

        await output.WriteLineAsync($"{letters.Count} dead letters");
    }

    private static Task ShowAsync(DeadLetter letter, TextWriter output) => output.WriteLineAsync(
        string.Create(CultureInfo.InvariantCulture, $"""
        id        {letter.Id}
        reason    {letter.Reason}
        cause     {letter.Cause}
        attempts  {letter.Attempts}
        died at   {letter.DiedAt:O}
        key       {letter.Key}
        message   {Encoding.UTF8.GetString(letter.Value)}
        stack     {letter.Stack ?? "none"}
        """));
}
