using System.CommandLine;
using MLSecOps.Cli.Files;
using MLSecOps.Cli.Grammar;
using MLSecOps.Cli.Output;
using MLSecOps.Contracts.Commands;
using MLSecOps.Core.Bytes;

namespace MLSecOps.Cli.Commands;

/// <summary><c>mlsec trust sign</c>: adds a signer to a bulletin, trust update or membership.</summary>
internal sealed class TrustSignCommand : Verb
{
    private readonly Argument<string> _document = new("DOCUMENT") { Description = "signed document, NAME.json; its signature is NAME.p7s beside it" };
    private readonly SignerFlags _signer = new();

    public TrustSignCommand()
        : base("sign", "add a signer to a signed document", Schemas.TrustSign)
    {
        Add(_document);
        _signer.AddTo(this);
    }

    public override IReadOnlyList<string> Examples { get; } =
    [
        "mlsec trust sign trust-2.json --cert new-root.pem --key new-root.key",
        "mlsec trust sign bulletin-2.json --cert second-publisher.pem --key second-publisher.key --passphrase-file passphrase.txt",
    ];

    public override Task<Outcome> RunAsync(Invocation invocation, CancellationToken cancellationToken)
    {
        string path = invocation.Text(_document);
        if (!DocumentFile.IsName(path))
        {
            throw invocation.Usage("DOCUMENT must end in .json", "the signature is beside it as .p7s");
        }

        byte[] document = DocumentFile.Read(path);
        DocumentView.Of(path, document);
        using SigningIdentity identity = _signer.Open(invocation);
        ReadOnlyMemory<byte>? existing = DocumentFile.ReadSignature(path) is { } before ? before : null;
        if (!identity.Sign(document, invocation.Now, existing).TryGet(out ReadOnlyMemory<byte> cms, out FormatFault? fault))
        {
            throw PackageHead.Refused(DocumentFile.SignatureOf(path), fault);
        }

        DocumentFile.WriteSignature(path, cms);
        return Task.FromResult(DocumentWork.Done(Schema, path, document, identity, $"mlsec trust check --content {path} --cms {DocumentFile.SignatureOf(path)} --anchors FILE"));
    }
}
