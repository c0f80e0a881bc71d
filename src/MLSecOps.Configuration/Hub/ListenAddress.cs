using System.Net;

namespace MLSecOps.Configuration.Hub;

/// <summary>Where a port is opened.</summary>
/// <param name="Address">IPv4 or IPv6.</param>
/// <param name="Port">1 to 65535; 0 lets the system choose one.</param>
public sealed record ListenAddress(IPAddress Address, int Port)
{
    /// <summary>Address and port, an IPv6 address in brackets.</summary>
    public override string ToString() => new IPEndPoint(Address, Port).ToString();
}
