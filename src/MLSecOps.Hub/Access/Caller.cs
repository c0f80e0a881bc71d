using MLSecOps.Core.Findings;
using MLSecOps.Hub.Domain.Devices;

namespace MLSecOps.Hub.Access;

/// <summary>Who is at the other end of a TLS connection. Closed by the private constructor.</summary>
internal abstract record Caller
{
    private Caller()
    {
    }

    /// <summary>Nobody that the hub knows, and why.</summary>
    public sealed record Unknown(Reason Reason, string? Detail) : Caller;

    /// <summary>An operator.</summary>
    /// <param name="Name">Subject of the certificate.</param>
    public sealed record Operator(string Name) : Caller;

    /// <summary>An enrolled device, by the certificate in force.</summary>
    public sealed record OfDevice(Device Device) : Caller;
}
