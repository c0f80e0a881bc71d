using MLSecOps.Core.Bytes;
using MLSecOps.Core.Findings;

namespace MLSecOps.Formats.Tap;

/// <summary>Why a tap message was refused, without allocating: a flood of bad messages costs the reader nothing but their reading.</summary>
/// <param name="Reason">The stable cause, of <see cref="TapReasons"/>.</param>
/// <param name="Offset">Offset in the message, bytes.</param>
/// <param name="Expected">What the layout asks for there; a constant.</param>
public readonly record struct TapFault(Reason Reason, int Offset, string Expected)
{
    /// <summary>The same as other readers say it.</summary>
    public FormatFault ToFormatFault() => new(Reason, Offset, Expected);
}
