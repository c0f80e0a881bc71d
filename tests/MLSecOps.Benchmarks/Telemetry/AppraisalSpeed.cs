using MLSecOps.Core.Findings;
using MLSecOps.Formats.Eat;
using MLSecOps.Trust.Appraisal;
using MLSecOps.Trust.Evidence;

namespace MLSecOps.Benchmarks.Telemetry;

/// <summary>Decoding, verifying and appraising evidence on one core, beside bare verifications by openssl in the same run.</summary>
internal static class AppraisalSpeed
{
    private const int Rounds = 5;
    private const int Seconds = 1;

    /// <summary>Share of openssl's rate that the issue asks for.</summary>
    private const double Target = 0.6;

    public static IEnumerable<Figure> Measure()
    {
        using BenchDevice device = new();
        ReadOnlyMemory<byte> message = device.Attest();
        Judge(device, message);
        List<double> shares = [], rates = [], peers = [], signing = [];
        for (int warm = 0; warm < 3; warm++)
        {
            Repeat(() => Judge(device, message));
            Repeat(() => device.Attest());
        }

        for (int round = 0; round < Rounds; round++)
        {
            double peer = OpensslSpeed.Measure(Seconds).Verify, rate = Repeat(() => Judge(device, message));
            shares.Add(rate / peer);
            rates.Add(rate);
            peers.Add(peer);
            signing.Add(1000 / Repeat(() => device.Attest()));
        }

        string size = $"{BenchDevice.Models} models, {message.Length} bytes";
        yield return new Figure(
            "hub: decode, COSE verify and appraise evidence, one core", Median.Of(shares), "x", Target, AtLeast: true,
            Peer: $"openssl speed ecdsap256: {Median.Of(peers):F0} verifications/s",
            Note: $"median of {Rounds} pairs by processor time, {Median.Of(rates):F0}/s; {size}; the device's certificate is verified once, not with each message");
        yield return new Figure("evidence written and signed, key in a file", Median.Of(signing), "ms", 5, Note: $"in a warm process; {size}");
    }

    private static void Judge(BenchDevice device, ReadOnlyMemory<byte> message)
    {
        EvidenceVerification verification = EvidenceVerifier.Verify(message, device.Identity, device.Challenge, device.Time);
        Ear ear = EvidenceAppraiser.Appraise(verification, device.References, BenchDevice.Policy, device.Time.Instant);
        if (verification.Verdict is not TrustVerdict.Trusted || ear.WorstModel != TrustTier.Affirming)
        {
            throw new InvalidOperationException("The bench's own evidence is not trusted.");
        }
    }

    // Times a second of processor time, as openssl counts too: other load does not make either slower.
    private static double Repeat(Action action)
    {
        const int AtOnce = 500;
        TimeSpan began = Environment.CpuUsage.TotalTime, spent;
        int count = 0;
        do
        {
            for (int i = 0; i < AtOnce; i++)
            {
                action();
            }

            count += AtOnce;
            spent = Environment.CpuUsage.TotalTime - began;
        }
        while (spent.TotalSeconds < Seconds);
        return count / spent.TotalSeconds;
    }
}
