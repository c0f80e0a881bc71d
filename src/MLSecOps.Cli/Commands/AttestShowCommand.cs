using System.CommandLine;
using MLSecOps.Cli.Attestation;
using MLSecOps.Cli.Files;
using MLSecOps.Cli.Grammar;
using MLSecOps.Cli.Output;
using MLSecOps.Contracts.Commands;
using MLSecOps.Core.Bytes;
using MLSecOps.Formats.Attestation;

namespace MLSecOps.Cli.Commands;

/// <summary><c>mlsec attest show</c>: what an attestation message of any origin is and says, and whether a key signed it.</summary>
internal sealed class AttestShowCommand : Verb
{
    private readonly Argument<string> _file = new("FILE") { Description = "EAT, EAR, PSA token, CoRIM, measured component, CMW, or evidence of ours, in CBOR or JSON" };
    private readonly Option<string> _key = Flags.PublicKey();

    public AttestShowCommand()
        : base("show", "say what an attestation message is and says, and who signed it", Schemas.AttestShow)
    {
        Add(_file);
        Add(_key);
    }

    public override IReadOnlyList<string> Examples { get; } = ["mlsec attest show token.cbor", "mlsec attest show token.cbor --public-key attester.jwk --json"];

    public override Task<Outcome> RunAsync(Invocation invocation, CancellationToken cancellationToken)
    {
        string file = invocation.Text(_file);
        ReadOnlyMemory<byte>? key = invocation.Text(_key) is { } path ? PublicKeyFile.Read(path) : default(ReadOnlyMemory<byte>?);
        byte[] content = SmallFile.Read(file, out _, AttestationLimits.Bytes);
        return Task.FromResult(AttestationReader.Read(content).TryGet(out AttestationMessage? message, out FormatFault? fault)
            ? ShownMessage.Of(Schema, file, message, key)
            : ShownMessage.Refused(Schema, file, fault));
    }
}
