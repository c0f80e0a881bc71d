using MLSecOps.Core.Bytes;
using MLSecOps.Core.Findings;

namespace MLSecOps.Formats.Oms;

/// <summary>Carries a fault out of nested readers to the parser's entry, which turns it into a value. Never leaves this folder.</summary>
internal sealed class OmsFaultException(Reason reason, string expected, string? found = null) : Exception(reason.Title)
{
    /// <summary>What is wrong. JSON trees keep no offsets: the place is named by its member.</summary>
    public FormatFault Fault { get; } = new(reason, 0, expected, found);
}
