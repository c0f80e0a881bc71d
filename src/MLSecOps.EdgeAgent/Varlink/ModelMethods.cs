using Microsoft.Win32.SafeHandles;
using MLSecOps.Contracts.Varlink;
using MLSecOps.Core.Findings;
using MLSecOps.Core.Packages;
using MLSecOps.EdgeAgent.Opening;
using MLSecOps.EdgeAgent.Service;
using MLSecOps.EdgeAgent.Tap;
using MLSecOps.Formats.Documents;
using MLSecOps.Linux;
using MLSecOps.Linux.Sockets;

namespace MLSecOps.EdgeAgent.Varlink;

/// <summary>The methods by which applications get models.</summary>
/// <param name="opener">Decides and opens.</param>
/// <param name="slots">The slots to list.</param>
/// <param name="desk">Takes taps; null when nobody listens.</param>
internal sealed class ModelMethods(ModelOpener opener, SlotTable slots, ITapDesk? desk)
{
    public byte[] List() =>
        VarlinkMessage.Reply(new ListModelsReply([.. slots.Shown.Select(slot => opener.List(slot.State))]), VarlinkJson.Default.ListModelsReply);

    public async Task<VarlinkAnswer> OpenAsync(VarlinkCall call, PeerCredentials caller, CancellationToken cancellationToken)
    {
        if (!VarlinkMessage.TryRead(call.Parameters, VarlinkJson.Default.OpenModelParameters, out OpenModelParameters? asked))
        {
            return VarlinkAnswer.Plain(VarlinkMessage.Error(VarlinkErrors.InvalidParameter, new VarlinkParameterName("model"), VarlinkJson.Default.VarlinkParameterName));
        }

        return await opener.OpenAsync(asked.Model, cancellationToken) switch
        {
            OpenOutcome.Opened opened => HandOut(asked.Model, opened, caller),
            OpenOutcome.NotFound => VarlinkAnswer.Plain(VarlinkMessage.Error(VarlinkErrors.ModelNotFound)),
            OpenOutcome.NotTrusted refused => Refusal(VarlinkErrors.NotTrusted, refused.Reason),
            OpenOutcome.Failed failed => Refusal(VarlinkErrors.OpenFailed, failed.Reason),
            _ => throw new InvalidOperationException("an outcome without an answer; this is a bug"),
        };
    }

    private static VarlinkAnswer Refusal(string error, string reason) =>
        VarlinkAnswer.Plain(VarlinkMessage.Error(error, new RefusalReason(reason), VarlinkJson.Default.RefusalReason));

    private VarlinkAnswer HandOut(string model, OpenOutcome.Opened opened, PeerCredentials caller)
    {
        List<SafeFileHandle> descriptors = [.. opened.Files.Select(file => file.Handle)];
        SeqpacketPair? tap = null;
        try
        {
            tap = desk is null ? null : SeqpacketPair.Create();
        }
        catch (SystemCallException)
        {
            descriptors.ForEach(descriptor => descriptor.Dispose());
            return Refusal(VarlinkErrors.OpenFailed, StoreReasons.StoreFailed.Code);
        }

        OpenModelReply reply = new(
            model,
            opened.Release.Id.Release,
            opened.Release.Version,
            opened.Release.Id.Manifest.ToString(),
            [.. opened.Files.Select((file, index) => new OpenModelFile(file.Signed.Path, ManifestNames.Of(file.Signed.Role), file.Plain.ToString(), file.Signed.SizeBytes, index))],
            tap is null ? null : descriptors.Count);
        Action? sent = null;
        if (tap is not null)
        {
            descriptors.Add(tap.Other);
            OpenedModel what = new(model, opened.Release.Id, opened.Files.First(file => file.Signed.Role == FileRole.Model).Signed.FsVerity, caller);
            sent = () => desk!.Take(tap.Own, what);
        }

        return new VarlinkAnswer(VarlinkMessage.Reply(reply, VarlinkJson.Default.OpenModelReply), descriptors, sent, tap?.Own);
    }
}
