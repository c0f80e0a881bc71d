using System.Net.Sockets;
using MLSecOps.Contracts.Varlink;
using MLSecOps.Linux.Sockets;
using Microsoft.Win32.SafeHandles;

namespace MLSecOps.EdgeAgent.Varlink;

/// <summary>One caller's connection: NUL-terminated calls in, NUL-terminated replies out, in order. The bytes are untrusted: a call that is too long or no call ends the connection.</summary>
/// <remarks>Descriptors that a caller sends are closed by the kernel, since nothing here asks for any (unix(7), SCM_RIGHTS).</remarks>
internal sealed class VarlinkSession(Socket peer, AgentMethods methods, EventFeed events)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan SubscriberPatience = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan FullPause = TimeSpan.FromMilliseconds(10);

    public async Task RunAsync(CancellationToken stopping)
    {
        PeerCredentials caller = PeerCredentials.Of(peer).WithStartTime(peer);
        byte[] buffer = new byte[AgentInterface.MaxCallBytes];
        int filled = 0;
        while (true)
        {
            int end = buffer.AsSpan(0, filled).IndexOf((byte)0);
            if (end < 0)
            {
                if (filled == buffer.Length)
                {
                    return;
                }

                using CancellationTokenSource waiting = CancellationTokenSource.CreateLinkedTokenSource(stopping);
                waiting.CancelAfter(Patience);
                int count = await peer.ReceiveAsync(buffer.AsMemory(filled), waiting.Token);
                if (count == 0)
                {
                    return;
                }

                filled += count;
                continue;
            }

            if (!VarlinkMessage.TryRead(buffer.AsSpan(0, end), VarlinkJson.Default.VarlinkCall, out VarlinkCall? call))
            {
                return;
            }

            if (call is { Method: AgentInterface.Events, More: true, Oneway: false } && !caller.IsUnknownUser)
            {
                await TellEventsAsync(stopping);
                return;
            }

            using (VarlinkAnswer answer = await methods.AnswerAsync(call, caller, stopping))
            {
                if (!call.Oneway)
                {
                    await SendAsync(answer, stopping);
                }
            }

            buffer.AsSpan(end + 1, filled - end - 1).CopyTo(buffer);
            filled -= end + 1;
        }
    }

    // Without end: until the caller closes the connection, which is for nothing else from now on, or does not read for long.
    private async Task TellEventsAsync(CancellationToken stopping)
    {
        using EventSubscription? subscription = events.TrySubscribe();
        if (subscription is null)
        {
            await SendAsync(VarlinkMessage.Error(VarlinkErrors.TooManySubscribers), Patience, stopping);
            return;
        }

        using CancellationTokenSource ending = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        Task hangUp = EndWhenPeerSpeaksAsync(ending);
        try
        {
            while (true)
            {
                EventsReply next = await subscription.NextAsync(ending.Token);
                await SendAsync(VarlinkMessage.Continues(next, VarlinkJson.Default.EventsReply), SubscriberPatience, ending.Token);
            }
        }
        finally
        {
            await ending.CancelAsync();
            await hangUp.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task EndWhenPeerSpeaksAsync(CancellationTokenSource ending)
    {
        try
        {
            await peer.ReceiveAsync(new byte[1], ending.Token);
        }
        finally
        {
            await ending.CancelAsync();
        }
    }

    private async Task SendAsync(VarlinkAnswer answer, CancellationToken stopping)
    {
        ReadOnlyMemory<byte> rest = answer.Reply;
        if (answer.Descriptors.Count > 0)
        {
            using CancellationTokenSource waiting = CancellationTokenSource.CreateLinkedTokenSource(stopping);
            waiting.CancelAfter(Patience);
            SafeFileHandle[] descriptors = [.. answer.Descriptors];
            int sent;
            while ((sent = DescriptorPassing.TrySend(peer, rest.Span, descriptors)) == 0)
            {
                // Only behind replies that the caller has not read: there is no hurry, and no event for "room again" without the framework's own send.
                await Task.Delay(FullPause, waiting.Token);
            }

            rest = rest[sent..];
        }

        await SendAsync(rest, Patience, stopping);
        answer.WasSent();
    }

    private async Task SendAsync(ReadOnlyMemory<byte> reply, TimeSpan patience, CancellationToken stopping)
    {
        using CancellationTokenSource waiting = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        waiting.CancelAfter(patience);
        while (!reply.IsEmpty)
        {
            reply = reply[await peer.SendAsync(reply, waiting.Token)..];
        }
    }
}
