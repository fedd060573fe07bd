namespace CacheFleet.Catalog.Api.Objects;

/// <summary>An object as it is answered and cached.</summary>
internal sealed record CatalogObject(short Type, int Id, short Index, long Version, string Payload)
{
    // Odd constants of splitmix64: neighbouring numbers get unlike payloads.
    private const ulong Golden = 0x9E3779B97F4A7C15;
    private const ulong Mixer = 0xBF58476D1CE4E5B9;

    /// <summary>
    /// A trace holds accesses without values: each object's is made up from its number and version,
    /// always the same, 64 to 316 characters long.
    /// </summary>
    public static CatalogObject Of(ObjectKey key, long version)
    {
        var seed = ((ulong)(ushort)key.Type << 48) ^ ((ulong)(uint)key.Id << 16)
            ^ (ushort)key.Index ^ ((ulong)version * Golden);
        var length = 64 + (int)(Mix(seed) % 64 * 4);
        var payload = string.Create(length, seed, static (text, state) =>
        {
            for (var at = 0; at < text.Length; at++)
            {
                if (at % 16 == 0)
                    state = Mix(state + Golden);
                text[at] = "0123456789abcdef"[(int)(state >> (at % 16 * 4)) & 15];
            }
        });
        return new CatalogObject(key.Type, key.Id, key.Index, version, payload);
    }

    private static ulong Mix(ulong number)
    {
        number = (number ^ (number >> 30)) * Mixer;
        return number ^ (number >> 27);
    }
}
