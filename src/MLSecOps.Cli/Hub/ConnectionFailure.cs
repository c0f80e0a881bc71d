using System.Net.Sockets;
using System.Security.Authentication;
using MLSecOps.Cli.Output;
using MLSecOps.Core.Findings;
using MLSecOps.Linux.Tls;

namespace MLSecOps.Cli.Hub;

/// <summary>A connection that did not come about, or broke, in our words.</summary>
internal static class ConnectionFailure
{
    public static CommandFailure Of(string hub, Exception failed)
    {
        TlsConnectException? refused = Inner<TlsConnectException>(failed);
        if (refused?.Verdict is { } verdict and not TrustVerdict.Trusted)
        {
            return refused.Reason.Class == ReasonClass.Inconclusive
                ? new CommandFailure(refused.Reason, $"the server at {hub} cannot be judged", CheckLines.Why(verdict))
                : new CommandFailure(EnrolmentReasons.HubNotTrusted, $"the server at {hub} is not this fleet's hub", CheckLines.Why(verdict));
        }

        string why = Inner<SocketException>(failed) is { } socket ? Words(socket.SocketErrorCode)
            : Inner<AuthenticationException>(failed) is not null ? "the TLS handshake failed: it speaks no TLS 1.2 or newer, or refuses this certificate"
            : refused is { InnerException: OperationCanceledException } ? "no answer in time"
            : refused is not null ? "the connection ended during the TLS handshake"
            : "the connection ended before the answer; a hub that refuses this certificate ends it so";
        return new CommandFailure(EnrolmentReasons.HubUnreachable, $"the hub at {hub} does not answer", why);
    }

    private static string Words(SocketError error) => error switch
    {
        SocketError.ConnectionRefused => "nobody listens there",
        SocketError.HostNotFound or SocketError.NoData or SocketError.TryAgain => "no address is known for this name",
        SocketError.NetworkUnreachable or SocketError.HostUnreachable or SocketError.NetworkDown or SocketError.HostDown => "there is no way to it in this network",
        SocketError.TimedOut => "no answer in time",
        SocketError.ConnectionReset or SocketError.ConnectionAborted or SocketError.Shutdown => "the connection was cut",
        _ => "connecting failed",
    };

    private static T? Inner<T>(Exception outer)
        where T : Exception
    {
        for (Exception? inner = outer; inner is not null; inner = inner.InnerException)
        {
            if (inner is T wanted)
            {
                return wanted;
            }
        }

        return null;
    }
}
