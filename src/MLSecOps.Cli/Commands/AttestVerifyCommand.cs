using System.CommandLine;
using MLSecOps.Cli.Attestation;
using MLSecOps.Cli.Files;
using MLSecOps.Cli.Grammar;
using MLSecOps.Cli.Hub;
using MLSecOps.Cli.Output;
using MLSecOps.Contracts.Commands;
using MLSecOps.Contracts.Hub;
using MLSecOps.Trust.Policy;

namespace MLSecOps.Cli.Commands;

/// <summary><c>mlsec attest verify</c>: judges exported evidence without the hub; prints every check, the claims, the appraisal, the verdict.</summary>
internal sealed class AttestVerifyCommand : Verb
{
    private readonly Argument<string> _file = new("FILE") { Description = "evidence bundle, as device show --export writes it" };
    private readonly Option<string> _trust = Flags.Trust();
    private readonly Option<string> _at = Flags.At();

    public AttestVerifyCommand()
        : base("verify", "judge a device's exported evidence, without the hub", Schemas.Attest)
    {
        Add(_file);
        Add(_trust);
        Add(_at);
    }

    public override IReadOnlyList<string> Examples { get; } =
        ["mlsec attest verify evidence.json --trust acme-trust/trust.toml", "mlsec attest verify evidence.json --at 2026-11-20T10:00:00Z --json"];

    public override Task<Outcome> RunAsync(Invocation invocation, CancellationToken cancellationToken)
    {
        string file = invocation.Text(_file);
        VerificationTime time = Judgement.Time(invocation, _at);
        RolePolicy hub = HubAnchors.Of(invocation.Text(_trust) is { } trust ? TrustFile.Load(trust) : TrustFile.LoadStandard());
        EvidenceBundle bundle = BundleText.Read(SmallFile.Read(file, out _), file);
        return Task.FromResult(AttestOutcome.Of(Schema, BundleAppraisal.Judge(bundle, hub, time), file, null));
    }
}
