using MLSecOps.Contracts.Varlink;

namespace MLSecOps.EdgeAgent.Varlink;

/// <summary>The method <c>RehearseModel</c>: for everyone who may use the socket.</summary>
/// <param name="rehearse">Rehearses a model again; null where this device has no such model.</param>
internal sealed class RehearsalMethod(Func<string, CancellationToken, Task<RehearseModelReply?>> rehearse)
{
    // Fewer than there are sessions: whoever waits for rehearsals keeps nobody from asking for the status.
    private const int MostWaiting = 4;

    private int _waiting;

    /// <summary>Answers one call, when the rehearsal ended.</summary>
    public async Task<byte[]> AnswerAsync(VarlinkCall call, CancellationToken cancellationToken)
    {
        if (!VarlinkMessage.TryRead(call.Parameters, VarlinkJson.Default.RehearseModelParameters, out RehearseModelParameters? asked))
        {
            return VarlinkMessage.Error(VarlinkErrors.InvalidParameter, new VarlinkParameterName("model"), VarlinkJson.Default.VarlinkParameterName);
        }

        try
        {
            if (Interlocked.Increment(ref _waiting) > MostWaiting)
            {
                return VarlinkMessage.Error(VarlinkErrors.Busy);
            }

            return await rehearse(asked.Model, cancellationToken) is { } ended
                ? VarlinkMessage.Reply(ended, VarlinkJson.Default.RehearseModelReply)
                : VarlinkMessage.Error(VarlinkErrors.ModelNotFound);
        }
        finally
        {
            Interlocked.Decrement(ref _waiting);
        }
    }
}
