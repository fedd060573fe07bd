namespace CacheFleet.LoadTests.Traces;

/// <summary>
/// One object of a trace as the fleet addresses it. The layout is orm-busy's: bits 27–31 type, 9–26
/// id, 0–8 index. A plain object number (web12) is packed as type 31, which no recorded trace uses,
/// with its own bits below: so id = number >> 9 and index = number &amp; 511, and two traces never
/// share an object.
/// </summary>
public readonly record struct ObjectNumber(uint Packed)
{
    public const uint PlainLimit = 1u << TypeShift;
    private const int TypeShift = 27;
    private const int IdShift = 9;
    private const uint PlainType = 31u << TypeShift;

    public uint Type => Packed >> TypeShift;

    public uint Id => (Packed & (PlainLimit - 1)) >> IdShift;

    public uint Index => Packed & ((1u << IdShift) - 1);

    public string Path => $"/objects/{Type}/{Id}/{Index}";

    public static ObjectNumber OfPlain(uint number) => number < PlainLimit
        ? new ObjectNumber(PlainType | number)
        : throw new ArgumentOutOfRangeException(
            nameof(number), number,
            $"A plain object number is below {PlainLimit}: is this trace packed?");

    public static ObjectNumber OfSeeded(int id) => new((uint)id << IdShift);
}
