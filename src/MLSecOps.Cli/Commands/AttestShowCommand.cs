using System.CommandLine;
using MLSecOps.Cli.Attestation;
using MLSecOps.Cli.Files;
using MLSecOps.Cli.Grammar;
using MLSecOps.Cli.Output;
using MLSecOps.Contracts.Commands;
using MLSecOps.Core.Bytes;
using MLSecOps.Core.Findings;
using MLSecOps.Formats.Attestation;
using MLSecOps.Trust.Attestation;

namespace MLSecOps.Cli.Commands;

/// <summary><c>mlsec attest show</c>: what an attestation message of any origin is and says, and whether a key signed it.</summary>
internal sealed class AttestShowCommand : Verb
{
    private readonly Argument<string> _file = new("FILE") { Description = "EAT, EAR, PSA token, CoRIM, measured component, CMW, or evidence of ours, in CBOR or JSON" };
    private readonly Option<string> _key = new("--key") { Description = "public key of whoever signed it: PEM (key or certificate) or JWK", HelpName = "FILE" };

    public AttestShowCommand()
        : base("show", "say what an attestation message is and says, and who signed it", Schemas.AttestShow)
    {
        Add(_file);
        Add(_key);
    }

    public override IReadOnlyList<string> Examples { get; } = ["mlsec attest show token.cbor", "mlsec attest show token.cbor --key attester.jwk --json"];

    public override Task<Outcome> RunAsync(Invocation invocation, CancellationToken cancellationToken)
    {
        string file = invocation.Text(_file);
        ReadOnlyMemory<byte>? key = invocation.Text(_key) is { } path ? Key(path) : null;
        byte[] content = SmallFile.Read(file, out _, AttestationLimits.Bytes);
        return Task.FromResult(AttestationReader.Read(content).TryGet(out AttestationMessage? message, out FormatFault? fault)
            ? ShownMessage.Of(Schema, file, message, key)
            : ShownMessage.Refused(Schema, file, fault));
    }

    private static ReadOnlyMemory<byte> Key(string path) =>
        PublicKeyText.Read(SmallFile.Read(path, out _))
        ?? throw new CommandFailure(CommandReasons.CertificateUnusable, $"{path} holds no public key that can be used", "it is neither PEM with a public key or certificate nor a JWK on P-256, P-384 or P-521");
}
