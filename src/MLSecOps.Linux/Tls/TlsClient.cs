using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;

using MLSecOps.Core.Findings;

namespace MLSecOps.Linux.Tls;

/// <summary>Opens TLS connections whose server is judged by the caller alone: the system's store of authorities, its downloads and its revocation sources have no say.</summary>
public static class TlsClient
{
    /// <summary>Connects and judges the server before a byte of the application is sent.</summary>
    /// <param name="host">Host name or IP address.</param>
    /// <param name="port">TCP port.</param>
    /// <param name="judge">Judges the server's certificate (DER) and those that it sent along, all untrusted. Only a trusted verdict connects.</param>
    /// <param name="client">The own certificate with its intermediates; null for none. The platform shows it before the judge is asked, so that a rejected server may have seen it. A server that refuses it may say so only at the first read.</param>
    /// <param name="timeout">Most time for all of it.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    /// <exception cref="TlsConnectException">Nobody answered, the handshake failed, or the server is not the one expected.</exception>
    public static async Task<SslStream> ConnectAsync(
        string host,
        int port,
        Func<ReadOnlyMemory<byte>, IReadOnlyList<ReadOnlyMemory<byte>>, TrustVerdict> judge,
        SslStreamCertificateContext? client,
        TimeSpan timeout,
        CancellationToken cancellationToken)
    {
        using CancellationTokenSource deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(timeout);
        TrustVerdict? verdict = null;
        Socket socket = new(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        SslStream? stream = null;
        try
        {
            await socket.ConnectAsync(host, port, deadline.Token);
            stream = new SslStream(new NetworkStream(socket, ownsSocket: true));
            await stream.AuthenticateAsClientAsync(
                new SslClientAuthenticationOptions
                {
                    TargetHost = host,
                    EnabledSslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13,
                    ClientCertificateContext = client,
                    CertificateChainPolicy = NoPolicy(),
                    RemoteCertificateValidationCallback = (_, certificate, chain, _) =>
                    {
                        verdict = certificate is null ? null : Judge(judge, certificate.GetRawCertData(), chain);
                        return verdict is TrustVerdict.Trusted;
                    },
                },
                deadline.Token);
            return stream;
        }
        catch (Exception failed)
        {
            if (stream is not null)
            {
                await stream.DisposeAsync();
            }

            socket.Dispose();
            if (failed is not (SocketException or IOException or AuthenticationException or OperationCanceledException or ArgumentException))
            {
                throw;
            }

            cancellationToken.ThrowIfCancellationRequested();
            throw Explain(failed, verdict, $"{host}:{port}");
        }
    }

    private static TlsConnectException Explain(Exception failed, TrustVerdict? verdict, string where) => verdict switch
    {
        { Refusal: { } refusal } => new(refusal, $"{where}: {verdict.Cause?.Difference ?? "its certificate could not be judged"}") { Verdict = verdict },
        _ when failed is OperationCanceledException => new(EnrolmentReasons.HubUnreachable, $"{where}: no answer in time", failed) { Verdict = verdict },
        _ => new(EnrolmentReasons.HubUnreachable, $"{where}: {failed.Message}", failed) { Verdict = verdict },
    };

    private static TrustVerdict Judge(
        Func<ReadOnlyMemory<byte>, IReadOnlyList<ReadOnlyMemory<byte>>, TrustVerdict> judge, ReadOnlyMemory<byte> certificate, X509Chain? chain)
    {
        IEnumerable<ReadOnlyMemory<byte>> sent = chain?.ChainPolicy.ExtraStore.Select(each => (ReadOnlyMemory<byte>)each.RawDataMemory.ToArray()) ?? [];
        // The platform lists the server's own certificate too.
        return judge(certificate, [.. sent.Where(each => !each.Span.SequenceEqual(certificate.Span))]);
    }

    // The platform insists on building a path of its own before it asks: one without a store, without the network.
    private static X509ChainPolicy NoPolicy() => new()
    {
        TrustMode = X509ChainTrustMode.CustomRootTrust,
        RevocationMode = X509RevocationMode.NoCheck,
        DisableCertificateDownloads = true,
        VerificationFlags = X509VerificationFlags.AllFlags,
    };
}
