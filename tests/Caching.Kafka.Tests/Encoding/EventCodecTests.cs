using System.Text.Json;
using CacheFleet.Caching.Invalidating;
using CacheFleet.Caching.Kafka.Encoding;

namespace CacheFleet.Caching.Kafka.Tests.Encoding;

public sealed class EventCodecTests
{
    private const string TraceParent = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

    // The first released format, as it may lie on a topic for ever. Never edit it.
    private const string VersionOne = """
        {"specversion":"1.0","id":"734-12","source":"/cachefleet/catalog","type":"cachefleet.entity.changed.v1",
         "subject":"product:42","time":"2026-11-21T10:00:00.123456+00:00","datacontenttype":"application/json",
         "traceparent":"00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
         "data":{"family":"product","key":"42","version":7,"deleted":false,
                 "committedAt":"2026-11-21T10:00:00.123456+00:00"}}
        """;

    private static readonly EntityChanged Change = new()
    {
        Family = "product",
        Key = "42",
        Version = 7,
        CommittedAt = new DateTimeOffset(2026, 11, 21, 10, 0, 0, TimeSpan.Zero).AddMicroseconds(123_456),
        TraceParent = TraceParent,
    };

    public static TheoryData<string, string> Broken => new()
    {
        { "", "no CloudEvent" },
        { "{ not json", "no CloudEvent" },
        { "null", "no CloudEvent 1.0" },
        { "[]", "no CloudEvent" },
        { "{}", "no CloudEvent 1.0" },
        { VersionOne.Replace("\"1.0\"", "\"0.3\""), "no CloudEvent 1.0" },
        { VersionOne.Replace("\"id\":\"734-12\"", "\"id\":\"\""), "id, data.family" },
        { VersionOne.Replace("\"key\":\"42\"", "\"kee\":\"42\""), "data.key" },
        { VersionOne.Replace("\"version\":7", "\"version\":-1"), "data.version" },
        { VersionOne.Replace("\"version\":7,", ""), "data.version" },
        { VersionOne.Replace("\"version\":7", "\"version\":\"seven\""), "no CloudEvent" },
        { VersionOne.Replace("2026-11-21T10", "yesterday"), "no CloudEvent" },
    };

    [Fact]
    public void An_event_comes_back_as_it_was_sent()
    {
        var known = Assert.IsType<Decoding.Known>(EventCodec.Decode(EventCodec.Encode("734-12", Change)));

        Assert.Equal("734-12", known.Id);
        Assert.Equal(Change, known.Change);
    }

    [Fact]
    public void A_deletion_without_trace_and_time_comes_back_too()
    {
        var bare = new EntityChanged { Family = "flag", Key = "ünïcode/1", Version = 0, Deleted = true };

        var known = Assert.IsType<Decoding.Known>(EventCodec.Decode(EventCodec.Encode("1-1", bare)));

        Assert.Equal(bare, known.Change);
    }

    [Fact]
    public void A_message_is_a_cloud_event_in_structured_json()
    {
        using var message = JsonDocument.Parse(EventCodec.Encode("734-12", Change));
        string? Text(string name) => message.RootElement.GetProperty(name).GetString();

        Assert.Equal("1.0", Text("specversion"));
        Assert.Equal("734-12", Text("id"));
        Assert.Equal("/cachefleet/catalog", Text("source"));
        Assert.Equal("cachefleet.entity.changed.v1", Text("type"));
        Assert.Equal("product:42", Text("subject"));
        Assert.Equal("application/json", Text("datacontenttype"));
        Assert.Equal(TraceParent, Text("traceparent"));
        Assert.Equal(7, message.RootElement.GetProperty("data").GetProperty("version").GetInt64());
        Assert.False(message.RootElement.GetProperty("data").GetProperty("deleted").GetBoolean());
    }

    [Fact]
    public void The_first_released_format_is_read_back_for_ever()
    {
        var known = Assert.IsType<Decoding.Known>(EventCodec.Decode(Encoding(VersionOne)));

        Assert.Equal("734-12", known.Id);
        Assert.Equal(Change, known.Change);
    }

    [Fact]
    public void Attributes_and_data_that_are_not_known_yet_are_passed_over()
    {
        var extended = VersionOne
            .Replace("\"id\"", "\"partitionkey\":\"x\",\"id\"")
            .Replace("\"family\"", "\"tags\":[\"a\",{}],\"family\"");

        var known = Assert.IsType<Decoding.Known>(EventCodec.Decode(Encoding(extended)));

        Assert.Equal(Change, known.Change);
    }

    [Fact]
    public void Version_2_is_read_before_anybody_writes_it()
    {
        var two = VersionOne.Replace(".v1", ".v2").Replace("\"deleted\":false", "\"kind\":\"deleted\"");

        var known = Assert.IsType<Decoding.Known>(EventCodec.Decode(Encoding(two)));

        Assert.Equal(Change with { Deleted = true }, known.Change);
    }

    [Theory]
    [InlineData("cachefleet.entity.changed.v3", true)]
    [InlineData("cachefleet.entity.changed.v0", false)]
    [InlineData("cachefleet.entity.changed.vNext", false)]
    public void Only_a_newer_version_is_worth_keeping_for_a_newer_program(string type, bool newer)
    {
        var other = VersionOne.Replace(EventCodec.ChangedType, type);

        Assert.Equal(newer, Assert.IsType<Decoding.Undecodable>(EventCodec.Decode(Encoding(other))).IsNewer);
    }

    [Fact]
    public void A_mark_comes_back_as_it_was_sent()
    {
        var mark = new FeedMark(new DateTimeOffset(2026, 11, 21, 10, 0, 0, TimeSpan.Zero).AddMicroseconds(7), 6);

        Assert.Equal(mark, Assert.IsType<Decoding.Mark>(EventCodec.Decode(MarkCodec.Encode(mark))).Of);
    }

    [Theory]
    [InlineData("cachefleet.entity.changed.v3")]
    [InlineData("com.example.order.placed")]
    public void An_event_of_a_newer_version_or_of_somebody_else_is_named_and_not_guessed_at(string type)
    {
        var other = VersionOne.Replace(EventCodec.ChangedType, type);

        var undecodable = Assert.IsType<Decoding.Undecodable>(EventCodec.Decode(Encoding(other)));

        Assert.Contains(type, undecodable.Cause);
        Assert.Contains(EventCodec.ChangedType, undecodable.Cause);
    }

    [Theory]
    [MemberData(nameof(Broken))]
    public void What_is_no_event_is_a_value_with_its_cause_and_no_exception(string text, string cause)
    {
        var undecodable = Assert.IsType<Decoding.Undecodable>(EventCodec.Decode(Encoding(text)));

        Assert.Contains(cause, undecodable.Cause);
    }

    [Fact]
    public void Bytes_that_are_no_text_at_all_are_no_event() =>
        Assert.IsType<Decoding.Undecodable>(EventCodec.Decode([0xFF, 0xFE, 0x00, 0x80]));

    [Fact]
    public void A_message_far_larger_than_any_event_is_not_even_parsed()
    {
        var undecodable = Assert.IsType<Decoding.Undecodable>(
            EventCodec.Decode(new byte[EventCodec.MaxBytes + 1]));

        Assert.Contains("65537 bytes", undecodable.Cause);
    }

    private static byte[] Encoding(string text) => System.Text.Encoding.UTF8.GetBytes(text);
}
