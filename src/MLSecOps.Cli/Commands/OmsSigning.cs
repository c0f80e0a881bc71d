using System.CommandLine;
using System.Globalization;
using System.Security.Cryptography;
using MLSecOps.Cli.Files;
using MLSecOps.Cli.Grammar;
using MLSecOps.Cli.Output;
using MLSecOps.Contracts.Commands;
using MLSecOps.Core.Bytes;
using MLSecOps.Core.Digests;
using MLSecOps.Core.Findings;
using MLSecOps.Formats;
using MLSecOps.Formats.Oms;
using MLSecOps.Trust.Oms;
using MLSecOps.Trust.Policy;

namespace MLSecOps.Cli.Commands;

/// <summary>The flags by which a folder is signed with an OMS bundle, and that signing.</summary>
internal sealed class OmsSigning
{
    private const UnixFileMode Readable = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead;

    private readonly OmsFolderFlags _folder = new();

    public void AddTo(Command command) => _folder.AddTo(command);

    /// <summary>True when the line names an OMS bundle to write.</summary>
    public bool Named(Invocation invocation) => _folder.Named(invocation);

    /// <summary>Signs the folder or file.</summary>
    public Outcome Sign(Invocation invocation, SignerFlags signer, string path, CancellationToken cancellation)
    {
        string output = _folder.Signature(invocation)!;
        using SigningIdentity? identity = signer.Certified(invocation) ? signer.Open(invocation) : null;
        using ECDsa? key = identity is null ? signer.OpenKey(invocation) : null;
        using OmsTree tree = _folder.Open(invocation, path);
        // Only now, so that the file being written is not listed.
        using ResultFile file = new(output, replace: false, Readable);
        if (!OmsMeasurement.Measure(tree, tree.Name, Ignored(invocation, path, output), cancellation).TryGet(out OmsStatement? statement, out FormatFault? fault)
            || !Sign(statement, identity, key, invocation.Now).TryGet(out ReadOnlyMemory<byte> bundle, out fault))
        {
            throw Refused(path, fault);
        }

        file.Commit(bundle.Span);
        SignerEntry by = EntryOf(identity, key);
        PackDocument document = new()
        {
            Schema = Schemas.Sign,
            Ok = true,
            Package = path,
            Signature = output,
            SignedFiles = statement.Resources.Count,
            Signed = true,
            Signer = by,
        };
        return new Outcome(document, [
            $"signed {path}: {statement.Resources.Count.ToString(CultureInfo.InvariantCulture)} file(s) by {(identity is null ? $"key {by.KeyDigest}" : by.Subject)}",
            $"next: mlsec model verify {path} --signature {output} {(identity is null ? "--public-key" : "--anchors")} FILE",
        ]);
    }

    /// <summary>Signs manifest and payload of a package, for devices.</summary>
    /// <returns>The bundle that goes into the package.</returns>
    public static ReadOnlyMemory<byte> Sign(SigningIdentity identity, PackageTree tree, PackageHead head, string path, DateTimeOffset now, CancellationToken cancellation)
    {
        if (!OmsMeasurement.Measure(tree, head.Manifest.Model, PackageTree.NotSigned, cancellation).TryGet(out OmsStatement? statement, out FormatFault? fault)
            || !identity.Sign(statement, now, SignerUsage.Strict).TryGet(out ReadOnlyMemory<byte> bundle, out fault))
        {
            throw Refused(path, fault);
        }

        return bundle.Length <= Limits.PackageOmsBytes
            ? bundle
            : throw new CommandFailure(OmsReasons.BundleMalformed, $"{path}: the OMS bundle would be too large for a package", $"{bundle.Length} bytes, at most {Limits.PackageOmsBytes}");
    }

    /// <summary>A folder or package that cannot be signed, in the words of commands.</summary>
    private static CommandFailure Refused(string path, FormatFault fault) =>
        new(fault.Reason, $"{path}: {fault.Reason.Title}", fault.Found is null ? $"expected {fault.Expected}" : $"{fault.Found}: expected {fault.Expected}");

    private static Parsed<ReadOnlyMemory<byte>> Sign(OmsStatement statement, SigningIdentity? identity, ECDsa? key, DateTimeOffset now) =>
        identity is null ? OmsSigner.Sign(statement, key!, []) : identity.Sign(statement, now, SignerUsage.Oms);

    private IReadOnlyList<string> Ignored(Invocation invocation, string path, string output)
    {
        IReadOnlyList<string> ignored = _folder.Ignored(invocation, path);
        if (ignored.FirstOrDefault(IsOutside) is { } outside)
        {
            throw invocation.Usage($"--ignore-paths {outside} is not below {path}");
        }

        string own = Path.GetRelativePath(path, output);
        return IsOutside(own) ? ignored : [.. ignored, own];
    }

    private static bool IsOutside(string relative) => relative is "." or ".." || relative.StartsWith("../", StringComparison.Ordinal);

    private static SignerEntry EntryOf(SigningIdentity? identity, ECDsa? key) => identity is null
        ? new SignerEntry(string.Empty, Sha256Digest.Of(key!.ExportSubjectPublicKeyInfo()).ToString(), null)
        : identity.Entry;
}
