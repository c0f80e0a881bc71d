using MLSecOps.Core.Bytes;

namespace MLSecOps.Trust.Cms;

/// <summary>Carries a fault out of the nested readers of one DER value to the parser's entry, which turns it into a value. Never leaves <c>Trust</c>.</summary>
internal sealed class DerFaultException(FormatFault fault) : Exception(fault.Reason.Title)
{
    /// <summary>What is wrong, and where.</summary>
    public FormatFault Fault { get; } = fault;
}
