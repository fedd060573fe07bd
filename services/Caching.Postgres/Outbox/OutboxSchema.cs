using System.Text.RegularExpressions;

namespace CacheFleet.Caching.Postgres.Outbox;

/// <summary>
/// The database schema that the outbox tables lie in; holds only a plain SQL name.
/// </summary>
public sealed partial record OutboxSchema
{
    /// <exception cref="ArgumentException">Not lower case letters, digits and _.</exception>
    public OutboxSchema(string name)
    {
        if (!PlainName().IsMatch(name))
            throw new ArgumentException(
                $"'{name}' is no schema name: lower case letters, digits and _ only.",
                nameof(name));
        Name = name;
    }

    /// <summary>The schema's name, safe to put into a statement as it is.</summary>
    public string Name { get; }

    /// <summary>The channel on which a commit wakes the relay.</summary>
    public string Channel => $"{Name}_outbox";

    /// <inheritdoc />
    public override string ToString() => Name;

    [GeneratedRegex("^[a-z][a-z0-9_]{0,40}$")]
    private static partial Regex PlainName();
}
