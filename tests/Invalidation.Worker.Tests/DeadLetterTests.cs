using CacheFleet.Caching.Kafka.DeadLetters;
using CacheFleet.Invalidation.Worker.DeadLetters;
using CacheFleet.Testing;
using Confluent.Kafka;

namespace CacheFleet.Invalidation.Worker.Tests;

public sealed class DeadLetterTests(Servers servers)
{
    private const string Newer = """
        {"specversion":"1.0","id":"9-9","source":"/cachefleet/catalog","type":"cachefleet.entity.changed.v99",
         "data":{"family":"product","key":"51","version":2}}
        """;

    // Mutant: an attempt that counts although Redis answered nobody kills events in an outage.
    [Fact]
    public async Task A_key_that_redis_refuses_dies_alone_while_the_rest_flows_and_redriving_it_empties_the_list()
    {
        const int Others = 200;
        await using var fleet = await Fleet.CreateAsync(servers);
        await servers.CreateTopicAsync(Letters(fleet));
        var redis = servers.Connection.GetDatabase();
        await redis.StringSetAsync(Fleet.KeyOf(61), "of another type");
        await using var worker = await RunningWorker.StartAsync(Settings(fleet));
        for (var id = 1_000; id < 1_000 + Others; id++)
            await fleet.FillAsync(id, version: 1);

        await fleet.CommitAsync(Fleet.Product(61, version: 2));
        for (var id = 1_000; id < 1_000 + Others; id++)
        {
            await fleet.CommitAsync(Fleet.Product(id, version: 2));
            await Task.Delay(20);
        }

        for (var id = 1_000; id < 1_000 + Others; id++)
            await fleet.IsGoneAsync(id);
        await Eventually.IsTrueAsync(async () => (await ListAsync(fleet)).Count == 1, "one dead letter");
        var letter = Assert.Single(await ListAsync(fleet));
        Assert.Equal(("refused", "product:61", 3), (letter.Reason, letter.Key, letter.Attempts));
        Assert.Contains("WRONGTYPE", letter.Cause);
        Assert.Contains("RedisServerException", letter.Stack);
        await Eventually.IsTrueAsync(worker.IsHealthyAsync, "nothing waits any more");

        await redis.KeyDeleteAsync(Fleet.KeyOf(61));
        await fleet.FillAsync(61, version: 1);
        Assert.Contains("1 redriven", await RunAsync(fleet, "redrive", letter.Id));
        await fleet.IsGoneAsync(61);
        Assert.Contains("0 dead letters", await RunAsync(fleet, "list"));
    }

    // Mutant: a key whose failures count only beside another key's success is tried for ever where
    // there is no other.
    [Fact]
    public async Task A_poisonous_key_on_an_idle_topic_dies_too()
    {
        await using var fleet = await Fleet.CreateAsync(servers);
        await servers.CreateTopicAsync(Letters(fleet));
        await servers.Connection.GetDatabase().StringSetAsync(Fleet.KeyOf(62), "of another type");
        await using var worker = await RunningWorker.StartAsync(Settings(fleet));

        await fleet.CommitAsync(Fleet.Product(62, version: 2));

        await Eventually.IsTrueAsync(async () => (await ListAsync(fleet)).Count == 1, "one dead letter");
        Assert.Equal("product:62", Assert.Single(await ListAsync(fleet)).Key);
        await Eventually.IsTrueAsync(worker.IsHealthyAsync, "nothing waits any more");
    }

    [Fact]
    public async Task What_no_retry_would_help_is_kept_whole_and_named_and_can_be_given_up()
    {
        await using var fleet = await Fleet.CreateAsync(servers);
        await servers.CreateTopicAsync(Letters(fleet));
        await using var worker = await RunningWorker.StartAsync(Settings(fleet));
        foreach (var value in new[] { Newer, "{ not json" })
        {
            await fleet.Producer.ProduceAsync(fleet.Topic, new Message<string, byte[]>
            {
                Key = "product:51",
                Value = System.Text.Encoding.UTF8.GetBytes(value),
            });
        }

        await fleet.Publisher.PublishAsync([new("1-1", Fleet.Product(51, 2) with { Family = "nobody" })]);
        await Eventually.IsTrueAsync(async () => (await ListAsync(fleet)).Count == 3, "three dead letters");
        var letters = await ListAsync(fleet);

        Assert.Equal(["newer_version", "undecodable", "unknown_family"], letters.Select(l => l.Reason).Order());
        var newer = letters.Single(letter => letter.Reason == "newer_version");
        Assert.Equal(Newer, System.Text.Encoding.UTF8.GetString(newer.Value));
        var shown = await RunAsync(fleet, "show", newer.Id);
        Assert.Contains("changed.v99", shown);
        Assert.Contains("redrive it with a newer worker", shown);
        Assert.Contains("3 discarded", await RunAsync(fleet, "discard", "--all"));
        Assert.Contains("0 dead letters", await RunAsync(fleet, "list"));
    }

    // Mutant: a dead letter that is not waited for moves the position past what nobody has.
    [Fact]
    public async Task Where_no_dead_letter_can_be_kept_the_message_counts_as_unread_and_comes_again()
    {
        await using var fleet = await Fleet.CreateAsync(servers);
        await using (await RunningWorker.StartAsync(Settings(fleet)))
        {
            await fleet.Producer.ProduceAsync(fleet.Topic, new Message<string, byte[]>
            {
                Key = "product:52",
                Value = "{ not json"u8.ToArray(),
            });
            await fleet.FillAsync(52, version: 1);
            await fleet.CommitAsync(Fleet.Product(52, version: 2));
            await fleet.IsGoneAsync(52);
        }

        await servers.CreateTopicAsync(Letters(fleet));
        await using var next = await RunningWorker.StartAsync(Settings(fleet));

        await Eventually.IsTrueAsync(async () => (await ListAsync(fleet)).Count == 1, "it came again");
    }

    [Theory]
    [InlineData("which command", "--kafka", "127.0.0.1:1")]
    [InlineData("'lst' is no command", "lst", "--kafka", "127.0.0.1:1")]
    [InlineData("where is Kafka", "list")]
    [InlineData("no option '--fast'", "list", "--fast")]
    [InlineData("--kafka needs a value", "list", "--kafka")]
    public async Task A_command_that_cannot_be_meant_says_why_and_how(string why, params string[] args)
    {
        using var errors = new StringWriter();

        var code = await DeadLetterCommand.RunAsync(args, TextWriter.Null, errors);

        Assert.Equal(2, code);
        Assert.Contains(why, errors.ToString());
        Assert.Contains("dead-letters redrive ID", errors.ToString());
    }

    [Fact]
    public async Task A_letter_that_is_not_there_is_a_failure_that_names_it()
    {
        await using var fleet = await Fleet.CreateAsync(servers);
        await servers.CreateTopicAsync(Letters(fleet));
        using var errors = new StringWriter();

        var code = await DeadLetterCommand.RunAsync(Arguments(fleet, "show", "x/1@2"), TextWriter.Null, errors);

        Assert.Equal(1, code);
        Assert.Contains("no dead letter 'x/1@2' among 0", errors.ToString());
    }

    private static string Letters(Fleet fleet) => $"{fleet.Topic}-dead";

    private static string[] Settings(Fleet fleet) => fleet.Settings(
        $"--CacheFleet:Invalidation:DeadLetterTopic={Letters(fleet)}",
        "--CacheFleet:Invalidation:MaxAttempts=3");

    private string[] Arguments(Fleet fleet, params string[] words) =>
    [
        .. words, "--kafka", servers.Kafka.ConnectionString, "--broker-version", "0.9.0.1",
        "--topic", Letters(fleet),
    ];

    private async Task<IReadOnlyList<DeadLetter>> ListAsync(Fleet fleet) =>
        await DeadLetterConnection.Read(Arguments(fleet)).Connection.ReadAsync();

    private async Task<string> RunAsync(Fleet fleet, params string[] words)
    {
        using var said = new StringWriter();
        Assert.Equal(0, await DeadLetterCommand.RunAsync(Arguments(fleet, words), said, said));
        return said.ToString();
    }
}
