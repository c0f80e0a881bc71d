using System.Diagnostics.CodeAnalysis;

namespace MLSecOps.Core.Bytes;

/// <summary>A value read from untrusted bytes, or the fault that stopped the reading. Bad input is a value, not an exception.</summary>
/// <typeparam name="T">The value's type.</typeparam>
public readonly struct Parsed<T>
    where T : notnull
{
    private readonly T? _value;
    private readonly FormatFault? _fault;

    private Parsed(T? value, FormatFault? fault)
    {
        _value = value;
        _fault = fault;
    }

    /// <summary>Gives either the value or the fault; <c>default</c> has neither and throws.</summary>
    public bool TryGet([NotNullWhen(true)] out T? value, [NotNullWhen(false)] out FormatFault? fault)
    {
        value = _value;
        fault = _fault;
        return fault is null && (value is not null || Throw());
    }

    /// <summary>Handles both cases.</summary>
    public TResult Match<TResult>(Func<T, TResult> value, Func<FormatFault, TResult> fault) =>
        TryGet(out T? got, out FormatFault? bad) ? value(got) : fault(bad);

    /// <summary>A value.</summary>
    public static implicit operator Parsed<T>(T value) => new(value, null);

    /// <summary>A fault.</summary>
    public static implicit operator Parsed<T>(FormatFault fault) => new(default, fault);

    private static bool Throw() => throw new InvalidOperationException("A parse result that was never made. This is a bug.");
}
