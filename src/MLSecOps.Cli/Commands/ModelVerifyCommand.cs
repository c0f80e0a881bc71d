using System.CommandLine;
using MLSecOps.Cli.Files;
using MLSecOps.Cli.Grammar;
using MLSecOps.Cli.Output;
using MLSecOps.Contracts.Commands;
using MLSecOps.Linux.Digests;
using MLSecOps.Linux.Files;
using MLSecOps.Formats.Bulletins;
using MLSecOps.Formats.Packages;
using MLSecOps.Trust.Packages;
using MLSecOps.Trust.Policy;

namespace MLSecOps.Cli.Commands;

/// <summary><c>mlsec model verify</c>: signature, policy and every digest of a package, or a folder by its OMS bundle; prints every check, then signers, digest and time.</summary>
internal sealed class ModelVerifyCommand : Verb
{
    private readonly Argument<string> _package = new("PATH") { Description = "package file (.mlpkg), or a folder that it was unpacked into; with --signature, any folder or file" };
    private readonly Judgement _judgement = new();
    private readonly OmsJudgement _oms = new();

    public ModelVerifyCommand()
        : base("verify", "check a package, or a folder by its OMS bundle: signature, policy and every digest", Schemas.Verify)
    {
        Add(_package);
        _judgement.AddTo(this);
        _oms.AddTo(this);
    }

    public override IReadOnlyList<string> Examples { get; } =
    [
        "mlsec model verify spotter-1.4.2.mlpkg --anchors publisher-ca.pem --fleet acme --hardware rpi5 --json",
        "mlsec model verify model-folder --signature model-folder/model.sig --anchors publisher-ca.pem",
    ];

    public override Task<Outcome> RunAsync(Invocation invocation, CancellationToken cancellationToken)
    {
        string path = invocation.Text(_package);
        if (_oms.Named(invocation))
        {
            return Task.FromResult(_oms.Judge(invocation, _judgement, path, cancellationToken));
        }

        if (Directory.Exists(path))
        {
            using UnpackedPackage folder = UnpackedPackage.Open(path);
            return Task.FromResult(VerifyOutcome.Of(path, Appraise(invocation, _judgement, folder.Release, cancellationToken)));
        }

        using FileByteSource source = InputFile.Open(path);
        return Task.FromResult(VerifyOutcome.Of(path, Appraise(invocation, _judgement, source, cancellationToken)));
    }

    /// <summary>Judges a package as the line says, with progress for a person who waits.</summary>
    public static PackageAppraisal Appraise(Invocation invocation, Judgement judgement, FileByteSource source, CancellationToken cancellationToken)
    {
        (TrustPolicy policy, string? fleet, Bulletin? bulletin) = judgement.Trust(invocation);
        VerificationTime time = judgement.Time(invocation);
        DeviceContext device = judgement.Device(invocation, fleet, bulletin, ManifestOf(source));
        using ProgressMeter meter = new(invocation.Surroundings, invocation.Options, "verifying", source.Length);
        return PackageVerifier.Verify(source, policy, device, time, new ParallelBlockHasher(), new ProgressSink(meter), cancellationToken);
    }

    private static PackageAppraisal Appraise(Invocation invocation, Judgement judgement, InstalledRelease release, CancellationToken cancellationToken)
    {
        (TrustPolicy policy, string? fleet, Bulletin? bulletin) = judgement.Trust(invocation);
        DeviceContext device = judgement.Device(invocation, fleet, bulletin, release.Manifest);
        return PackageVerifier.Reverify(release, policy, device, judgement.Time(invocation), new ParallelBlockHasher(), cancellationToken);
    }

    private static ReadOnlyMemory<byte>? ManifestOf(FileByteSource source) =>
        PackageReader.ReadEnvelope(source).TryGet(out PackageEnvelope? envelope, out _) ? envelope.Manifest : default(ReadOnlyMemory<byte>?);
}
