using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace CacheFleet.Caching;

/// <summary>How an id becomes the last part of a key, and back: an event carries the text.</summary>
/// <typeparam name="TKey">The id's type.</typeparam>
public abstract class KeyFormat<TKey>
    where TKey : notnull
{
    /// <summary>The text of an id; a family's ids never share a text.</summary>
    public abstract string Write(TKey id);

    /// <summary>The id's text behind something else: a whole key, at the cost of one string.</summary>
    internal virtual string WriteAfter(string start, TKey id) => start + Write(id);

    /// <summary>The id of a text; false if no id has it.</summary>
    public abstract bool TryRead(string text, [MaybeNullWhen(false)] out TKey id);

    /// <summary>Throws for an id that may not stand in a key.</summary>
    /// <exception cref="ArgumentException">The id's text is empty, too long or not plain.</exception>
    public virtual void Check(TKey id) => KeyText.Check(Write(id));
}

/// <summary>The formats that come with the library.</summary>
public static class KeyFormat
{
    /// <summary>Whole numbers, in digits.</summary>
    public static KeyFormat<long> Number { get; } = new NumberFormat();

    /// <summary>Text as it is.</summary>
    public static KeyFormat<string> Text { get; } = new TextFormat();

    private sealed class NumberFormat : KeyFormat<long>
    {
        public override string Write(long id) => id.ToString(CultureInfo.InvariantCulture);

        internal override string WriteAfter(string start, long id)
        {
            Span<char> digits = stackalloc char[20];
            _ = id.TryFormat(digits, out var length, provider: CultureInfo.InvariantCulture);
            return string.Concat(start, digits[..length]);
        }

        public override bool TryRead(string text, out long id) => long.TryParse(
            text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out id);

        // Digits are always fit for a key.
        public override void Check(long id)
        {
        }
    }

    private sealed class TextFormat : KeyFormat<string>
    {
        public override string Write(string id) => id;

        public override void Check(string id) => KeyText.Check(id);

        public override bool TryRead(string text, [MaybeNullWhen(false)] out string id)
        {
            id = KeyText.Holds(text) ? text : null;
            return id is not null;
        }
    }
}
