using Microsoft.FSharp.Core;

namespace NBomber.CSharp;

/// <summary>Reads a payload's option from C#.</summary>
public static class OptionExtensions
{
    public static bool IsSome<T>(this FSharpOption<T> option) =>
        FSharpOption<T>.get_IsSome(option);

    public static bool IsNone<T>(this FSharpOption<T> option) =>
        FSharpOption<T>.get_IsNone(option);
}
