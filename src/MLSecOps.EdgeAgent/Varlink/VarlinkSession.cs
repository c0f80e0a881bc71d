using System.Net.Sockets;
using MLSecOps.Contracts.Varlink;
using MLSecOps.Linux.Sockets;

namespace MLSecOps.EdgeAgent.Varlink;

/// <summary>One caller's connection: NUL-terminated calls in, NUL-terminated replies out, in order. The bytes are untrusted: a call that is too long or no call ends the connection.</summary>
internal sealed class VarlinkSession(Socket peer, AgentMethods methods)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    public async Task RunAsync(CancellationToken stopping)
    {
        PeerCredentials caller = PeerCredentials.Of(peer);
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

            byte[] reply = await methods.AnswerAsync(call, caller, stopping);
            if (!call.Oneway)
            {
                await SendAsync(reply, stopping);
            }

            buffer.AsSpan(end + 1, filled - end - 1).CopyTo(buffer);
            filled -= end + 1;
        }
    }

    private async Task SendAsync(ReadOnlyMemory<byte> reply, CancellationToken stopping)
    {
        using CancellationTokenSource waiting = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        waiting.CancelAfter(Patience);
        while (!reply.IsEmpty)
        {
            reply = reply[await peer.SendAsync(reply, waiting.Token)..];
        }
    }
}
