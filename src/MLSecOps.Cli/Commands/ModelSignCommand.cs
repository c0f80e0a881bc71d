using System.CommandLine;
using MLSecOps.Cli.Files;
using MLSecOps.Cli.Grammar;
using MLSecOps.Cli.Output;
using MLSecOps.Contracts.Commands;
using MLSecOps.Core.Bytes;
using MLSecOps.Core.Digests;
using MLSecOps.Formats.Packages;
using MLSecOps.Linux.Digests;
using MLSecOps.Linux.Files;

namespace MLSecOps.Cli.Commands;

/// <summary><c>mlsec model sign</c>: puts a detached CMS over the manifest into the package, or adds a signer to it; or an OMS bundle; or writes one about a folder.</summary>
internal sealed class ModelSignCommand : Verb
{
    private const UnixFileMode Readable = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead;

    private readonly Argument<string> _package = new("PATH") { Description = "package file (.mlpkg); with --signature, a folder or file, signed with the bare key where --cert is left out" };
    private readonly SignerFlags _signer = new(certificate: false);
    private readonly OmsSigning _oms = new();
    private readonly Option<bool> _bundle = new("--oms") { Description = "put an OMS bundle over manifest and payload into the package, instead of a CMS" };
    private readonly Option<string> _output = Flags.Output("the signed package (default: PATH itself, replaced in one step)", required: false);

    public ModelSignCommand()
        : base("sign", "sign a package, or add a signer to it; or a folder with an OMS bundle", Schemas.Sign)
    {
        Add(_package);
        _signer.AddTo(this);
        Add(_output);
        Add(_bundle);
        _oms.AddTo(this);
    }

    public override IReadOnlyList<string> Examples { get; } =
    [
        "mlsec model sign spotter.mlpkg --cert publisher.pem --key 'pkcs11:object=publisher?module-path=/usr/lib/opensc-pkcs11.so' --pin-file pin.txt",
        "mlsec model sign model-folder --signature model.sig --cert acme-trust/keys/publisher.pem --key acme-trust/keys/publisher.key",
    ];

    public override Task<Outcome> RunAsync(Invocation invocation, CancellationToken cancellationToken)
    {
        string path = invocation.Text(_package);
        if (_oms.Named(invocation))
        {
            return invocation.Text(_output) is null && !invocation.Line.GetValue(_bundle)
                ? Task.FromResult(_oms.Sign(invocation, _signer, path, cancellationToken))
                : throw invocation.Usage("--output and --oms are for packages; --signature names the bundle about a folder or file");
        }

        string output = invocation.Text(_output) ?? path;
        using SigningIdentity identity = _signer.Open(invocation);
        using FileByteSource source = InputFile.Open(path);
        PackageHead head = PackageHead.Read(source, path);
        PackageLayout layout = PackageContent.Check(source, path, head, new ParallelBlockHasher(), cancellationToken);
        PackageEnvelope envelope = head.Envelope;
        bool bundled = invocation.Line.GetValue(_bundle);
        ReadOnlyMemory<byte> signature = bundled
            ? OmsSigning.Sign(identity, new PackageTree(source, envelope, layout), head, path, invocation.Now, cancellationToken)
            : Sign(invocation, identity, envelope, path);

        bool inPlace = Path.GetFullPath(output) == Path.GetFullPath(path);
        using ResultFile file = new(output, replace: inPlace, inPlace ? File.GetUnixFileMode(source.Handle) : Readable);
        long size;
        try
        {
            if (bundled)
            {
                PackageWriter.WriteBundled(file.Stream, source, envelope, signature, cancellationToken);
            }
            else
            {
                PackageWriter.WriteSigned(file.Stream, source, envelope, signature, cancellationToken);
            }

            size = file.Stream.Length;
        }
        catch (IOException)
        {
            throw file.Unwritable();
        }

        file.Commit();
        SignerEntry signer = identity.Entry;
        PackDocument document = new()
        {
            Schema = Schema,
            Ok = true,
            Package = output,
            SizeBytes = size,
            Manifest = ManifestEntry.Of(head.Manifest),
            ManifestDigest = Sha256Digest.Of(envelope.Manifest.Span).ToString(),
            Signed = true,
            Signer = signer,
        };
        return Task.FromResult(new Outcome(document, [
            $"signed {output}: {head.Manifest.Model} {head.Manifest.Version} by {signer.Subject}{(bundled ? ", in an OMS bundle" : string.Empty)}{(envelope.Signature is null ? string.Empty : ", beside the signers before")}",
            $"next: mlsec model verify {output} --trust FILE",
        ]));
    }

    private static ReadOnlyMemory<byte> Sign(Invocation invocation, SigningIdentity identity, PackageEnvelope envelope, string path)
    {
        Parsed<ReadOnlyMemory<byte>> signed = identity.Sign(envelope.Manifest.Span, invocation.Now, envelope.Signature);
        return signed.TryGet(out ReadOnlyMemory<byte> cms, out FormatFault? fault) ? cms : throw PackageHead.Refused(path, fault);
    }
}
