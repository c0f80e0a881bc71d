using MLSecOps.Core.Bytes;

namespace MLSecOps.Formats.Onnx.Graph;

/// <summary>Unwinds a walk that cannot go on; never leaves this namespace.</summary>
internal sealed class WalkRefusedException(FormatFault fault) : Exception(fault.Expected)
{
    internal FormatFault Fault { get; } = fault;
}
