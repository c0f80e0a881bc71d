using MLSecOps.Core.Findings;
using MLSecOps.Hub.Domain.Devices;

namespace MLSecOps.Hub.Access;

/// <summary>Who is at the other end of a TLS connection. Closed by the private constructor.</summary>
internal abstract record Caller
{
    private Caller()
    {
    }

    /// <summary>Nobody that the hub lets in, and why.</summary>
    /// <param name="Reason">Why.</param>
    /// <param name="Detail">One line; null when the reason says it all.</param>
    /// <param name="Ueid">The device whose name was used; null for none. Not proven, unless the certificate was one of ours.</param>
    public sealed record Unknown(Reason Reason, string? Detail, string? Ueid = null) : Caller;

    /// <summary>An operator.</summary>
    /// <param name="Name">Subject of the certificate.</param>
    public sealed record Operator(string Name) : Caller;

    /// <summary>An enrolled device, by the certificate in force or by its renewed one.</summary>
    /// <param name="Device">The device.</param>
    /// <param name="Next">Its renewed key, which it uses here; null when it uses the one in force.</param>
    public sealed record OfDevice(Device Device, DeviceKey? Next = null) : Caller
    {
        /// <summary>The key that it proved to hold.</summary>
        public Core.Digests.Sha256Digest Key => Next?.Key ?? Device.Key;
    }
}
