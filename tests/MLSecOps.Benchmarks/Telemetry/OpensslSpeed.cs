using System.Globalization;

namespace MLSecOps.Benchmarks.Telemetry;

/// <summary>How fast this machine's openssl signs and verifies with P-256, on one core.</summary>
internal static class OpensslSpeed
{
    // -mr: "+F4:3:256:<signatures a second>:<verifications a second>".
    private const string Row = "+F4:";

    public static (double Sign, double Verify) Measure(int seconds)
    {
        string said = Programs.Run("/usr/bin/openssl", "speed", "-mr", "-seconds", seconds.ToString(CultureInfo.InvariantCulture), "ecdsap256");
        string[] parts = said.Split('\n').Single(line => line.StartsWith(Row, StringComparison.Ordinal)).Split(':');
        return (double.Parse(parts[^2], CultureInfo.InvariantCulture), double.Parse(parts[^1], CultureInfo.InvariantCulture));
    }
}
