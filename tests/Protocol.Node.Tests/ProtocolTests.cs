using System.Text.Json.Nodes;
using CacheFleet.Lab.Protocol;
using CacheFleet.Testing;

namespace CacheFleet.Protocol.Node.Tests;

public sealed class ProtocolTests
{
    private const string Init =
        """{"src":"c0","dest":"n1","body":{"type":"init","msg_id":1,"node_id":"n1","node_ids":["n1"]}}""";

    [Fact]
    public async Task An_init_is_answered_byte_for_byte()
    {
        await using var node = NodeProcess.Start();

        node.Say(Init);
        Assert.Equal(0, await node.EndAsync());

        Assert.Equal(
            ["""{"src":"n1","dest":"c0","body":{"type":"init_ok","in_reply_to":1,"msg_id":0}}"""], node.Lines);
    }

    [Fact]
    public async Task A_reply_names_its_type_the_request_and_itself_and_then_the_rest()
    {
        await using var node = NodeProcess.Start("--delay-ms", "0");

        node.Say(Init);
        node.Say("""{"src":"c7","dest":"n1","body":{"msg_id":9,"key":"x","type":"read"}}""");
        await node.EndAsync();

        Assert.Equal(
            """{"src":"n1","dest":"c7","body":{"type":"error","in_reply_to":9,"msg_id":1,"""
            + "\"code\":20,\"text\":\"the key has no value\"}}", node.Lines.Last());
    }

    [Fact]
    public async Task A_malformed_line_is_answered_with_error_12_and_the_node_lives_on()
    {
        await using var node = NodeProcess.Start();
        node.Say(Init);
        string[] malformed =
        [
            "{", "[]", "7", "\"\"", "{}", """{"src":"c0"}""", """{"src":"c0","body":{}}""",
            """{"src":"c0","body":{"type":7}}""", """{"src":"c0","src":"c1","body":{"type":"read"}}""",
            """{"src":"c0","body":{"type":"read","msg_id":2}}""",
            """{"src":"c0","body":{"type":"write","msg_id":3,"key":"k"}}""",
        ];

        foreach (var line in malformed)
            node.Say(line);
        Assert.Equal(0, await node.EndAsync());

        var bodies = node.Lines.Skip(1).Select(line => JsonNode.Parse(line)!["body"]!).ToList();
        Assert.Equal(malformed.Length, bodies.Count);
        Assert.All(bodies, body => Assert.Equal(12, body["code"]!.GetValue<int>()));
        Assert.Equal(Enumerable.Range(0, malformed.Length + 1), node.Lines.Select(
            line => JsonNode.Parse(line)!["body"]!["msg_id"]!.GetValue<int>()));
    }

    [Theory]
    [InlineData("write-through")]
    [InlineData("write-behind")]
    [InlineData("cache-aside")]
    public async Task Every_message_is_answered_under_every_strategy(string strategy)
    {
        await using var node = await NodeProcess.StartReadyAsync("--strategy", strategy);

        Assert.Equal(20, Code(await node.ReadAsync("k")));
        Assert.Equal(20, Code(await node.CasAsync("k", 1, 2)));
        Assert.Equal("cas_ok", Type(await node.CasAsync("k", 1, 2, create: true)));
        Assert.Equal(2, Value(await node.ReadAsync("k")));
        Assert.Equal(22, Code(await node.CasAsync("k", 1, 3)));
        Assert.Equal("write_ok", Type(await node.WriteAsync("k", 4)));
        Assert.Equal("cache_write_ok", Type(await node.WriteAsync("k", 5, "cache_write")));
        Assert.Equal(21, Code(await node.AskAsync(new JsonObject
        {
            ["type"] = "write",
            ["key"] = "k",
            ["value"] = 6,
            ["if_not_exists"] = true,
        })));
        Assert.Equal("flush_ok", Type(await node.AskAsync(new JsonObject { ["type"] = "flush" })));
        Assert.Equal("invalidate_ok", Type(await node.ReadAsync("k", "invalidate")));
        var miss = await node.ReadAsync("k", "cache_read");
        Assert.Equal((5, false), (Value(miss), miss["hit"]!.GetValue<bool>()));
        Assert.True((await node.ReadAsync("k", "cache_read"))["hit"]!.GetValue<bool>());
        Assert.Equal(10, Code(await node.ReadAsync("k", "gossip")));
        Assert.Equal(14, Code(await node.AskAsync(new JsonObject { ["type"] = "init", ["node_id"] = "n2" })));
    }

    [Fact]
    public async Task Before_its_init_the_node_is_unavailable()
    {
        await using var node = NodeProcess.Start();

        Assert.Equal(11, Code(await node.ReadAsync("k")));
    }

    [Fact]
    public async Task What_write_behind_has_acknowledged_is_read_before_it_is_flushed_and_flushed_at_the_end()
    {
        await using var node = await NodeProcess.StartReadyAsync(
            "--strategy", "write-behind", "--flush-ms", "60000");

        await node.WriteAsync("k", 1);
        await node.WriteAsync("k", 2);

        Assert.Equal(2, Value(await node.ReadAsync("k")));
        Assert.Equal(0, (await node.StatsAsync())["backend_writes"]!.GetValue<int>());
        var flush = await node.AskAsync(new JsonObject { ["type"] = "flush" });
        Assert.Equal(1, flush["flushed"]!.GetValue<int>());
        Assert.Equal(1, (await node.StatsAsync())["backend_writes"]!.GetValue<int>());
    }

    [Fact]
    public async Task Write_behind_flushes_by_itself()
    {
        await using var node = await NodeProcess.StartReadyAsync(
            "--strategy", "write-behind", "--flush-ms", "10");

        await node.WriteAsync("k", 1);

        await Eventually.IsTrueAsync(
            async () => (await node.StatsAsync())["backend_writes"]!.GetValue<int>() == 1, "a flush");
    }

    [Fact]
    public async Task A_bad_argument_is_named_and_the_node_does_not_start()
    {
        await using var node = NodeProcess.Start("--strategy", "hope");

        Assert.Equal(2, await node.EndAsync());
    }

    private static string Type(JsonObject body) => body["type"]!.GetValue<string>();

    private static int? Code(JsonObject body) => body["code"]?.GetValue<int>();

    private static int Value(JsonObject body) => body["value"]!.GetValue<int>();
}
