using System.Diagnostics.CodeAnalysis;

namespace CacheFleet.Caching.Hybrid;

/// <summary>A HybridCache key, and what its caller would do to load it; the call is no part of its identity.</summary>
/// <param name="Text">The key, escaped.</param>
/// <param name="Call">Whose turn it is to load, if it comes to that; null: nobody's.</param>
internal readonly record struct HybridKey(string Text, HybridCall? Call)
{
    public static HybridKey Of(string key)
    {
        ArgumentException.ThrowIfNullOrEmpty(key);
        return new HybridKey(KeyEscape.Escape(key), null);
    }

    public bool Equals(HybridKey other) => Text == other.Text;

    public override int GetHashCode() => Text.GetHashCode();

    /// <summary>How such keys stand in the shared store.</summary>
    public sealed class Format : KeyFormat<HybridKey>
    {
        public override string Write(HybridKey id) => id.Text;

        public override bool TryRead(string text, [MaybeNullWhen(false)] out HybridKey id)
        {
            id = new HybridKey(text, null);
            return KeyText.Holds(text);
        }
    }
}
