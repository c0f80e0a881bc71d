using MLSecOps.Core.Findings;
using MLSecOps.Formats.Eat;
using MLSecOps.Formats.Tests.Eat;
using MLSecOps.Fuzz.Engine;
using MLSecOps.Fuzz.Grammars;
using MLSecOps.Fuzz.Seeds;
using MLSecOps.TestKit;
using MLSecOps.Trust.Evidence;
using MLSecOps.Trust.Policy;

namespace MLSecOps.Fuzz.Targets;

/// <summary>Challenges as a device judges them, whoever sends them: COSE, certificate, signature and content together. No mutation is trusted with another challenge than the hub signed.</summary>
internal sealed class HubStatementTarget : FuzzTarget
{
    private static readonly Challenge Signed = new(SampleEvidence.Nonce, SampleEvidence.IssuedAt, SampleEvidence.IssuedAt.AddMinutes(5), ChallengeKind.Challenge, SampleEvidence.Ueid());

    private readonly Lazy<RolePolicy> _hub = new(() => new RolePolicy([Corpus.Context("hub-statement", "anchor.der")]));

    public override string Name => "hub-statement";

    public override IGrammar Grammar { get; } = new CborGrammar();

    // Keys are used for each.
    public override int Mutations => 4_000;

    public override int BytesAlways => 256 << 10;

    public override Reading Read(ReadOnlyMemory<byte> input)
    {
        HubStatement<Challenge> statement = HubStatements.VerifyChallenge(input, SampleEvidence.Ueid(), _hub.Value, new VerificationTime(SampleEvidence.IssuedAt, TimeOrigin.Clock));
        bool trusted = statement.Verdict is TrustVerdict.Trusted;
        Check? failed = statement.Verdict.Checks.FirstOrDefault(check => check.Outcome == CheckOutcome.Failed);
        return new Reading(trusted, trusted ? "accepted" : Reading.Words($"{failed?.Reason?.Code} {failed?.Expected}"), null, () =>
        {
            BrokenInvariantException.Unless(trusted == statement.Value is not null && trusted == failed is null, "a value, or a reason");
            BrokenInvariantException.Unless(
                !trusted || (statement.Value!.Nonce.Span.SequenceEqual(Signed.Nonce.Span) && statement.Value with { Nonce = Signed.Nonce } == Signed), "only what the hub signed is trusted");
        });
    }

    public override IEnumerable<(string Name, byte[] Content)> MakeSeeds()
    {
        var hub = ThrowAwayKeys.Root.Issue("Seed Hub", new CertificateProfile { Usages = [CertificateProfile.DocumentSigning] });
        var key = System.Security.Cryptography.X509Certificates.ECDsaCertificateExtensions.GetECDsaPrivateKey(hub)!;
        yield return ("context/anchor.der", ThrowAwayKeys.Root.Anchor);
        yield return ("valid-challenge", HubStatements.SignChallenge(Signed, key, [hub.RawData]));
        yield return ("of-another-device", HubStatements.SignChallenge(Signed with { Ueid = SampleEvidence.Ueid("01ffffffffffffffffffffffffffffffff") }, key, [hub.RawData]));
        yield return ("another-kind", HubStatements.SignAcknowledgement(SampleEvidence.Claims.Chain, key, [hub.RawData]));
        yield return ("without-certificate", HubStatements.SignChallenge(Signed, key, []));
    }
}
