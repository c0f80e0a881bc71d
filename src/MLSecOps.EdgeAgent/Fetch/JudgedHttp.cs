using System.Globalization;
using System.Net.Security;
using System.Security.Authentication;
using System.Text;
using MLSecOps.Core.Digests;
using MLSecOps.EdgeAgent.Enrolment;
using MLSecOps.EdgeAgent.Service;
using MLSecOps.Linux.Tls;

namespace MLSecOps.EdgeAgent.Fetch;

/// <summary>HTTP over TLS connections whose server is judged by the one verify loop. No redirects, no proxy, no cookies: the address that was given is the one that is asked, once for each connection.</summary>
/// <param name="trust">Judges servers.</param>
/// <param name="pin">The key that the server must have besides; null for any below the anchors.</param>
/// <param name="own">The device's certificate; null for none.</param>
internal sealed class JudgedHttp(HubTrust trust, Sha256Digest? pin, SslStreamCertificateContext? own)
{
    private static readonly TimeSpan ConnectPatience = TimeSpan.FromSeconds(20);

    /// <summary>Sends a request and reads the head of the answer.</summary>
    /// <param name="method">GET or POST.</param>
    /// <param name="address">An https address; its host, path and query are visible ASCII.</param>
    /// <param name="headers">Besides those of every request; neither names nor values are from outside.</param>
    /// <param name="body">Null for none.</param>
    /// <param name="cancellationToken">Ends the exchange.</param>
    /// <exception cref="TlsConnectException">There is no connection.</exception>
    /// <exception cref="HttpFaultException">There is no answer.</exception>
    public async Task<HttpResponse> SendAsync(string method, Uri address, IEnumerable<(string Name, string Value)> headers, ReadOnlyMemory<byte>? body, CancellationToken cancellationToken)
    {
        if (address.Scheme != Uri.UriSchemeHttps)
        {
            throw new ArgumentException($"Not an https address: {address}.", nameof(address));
        }

        string host = address.IdnHost;
        SslStream stream = await TlsClient.ConnectAsync(
            host, address.Port, (certificate, companions) => trust.JudgeServer(host, pin, certificate, companions), own, ConnectPatience, cancellationToken);
        try
        {
            await stream.WriteAsync(Request(method, address, headers, body), cancellationToken);
        }
        catch (Exception broken)
        {
            await stream.DisposeAsync();
            throw broken is IOException or AuthenticationException ? new HttpFaultException(broken.Message, broken) : broken;
        }

        return await HttpResponse.ReadAsync(stream, cancellationToken);
    }

    private static byte[] Request(string method, Uri address, IEnumerable<(string Name, string Value)> headers, ReadOnlyMemory<byte>? body)
    {
        // The platform has escaped what is in the address: it holds neither spaces nor line ends.
        StringBuilder head = new($"{method} {address.PathAndQuery} HTTP/1.1\r\n");
        List<(string, string)> all =
        [
            ("Host", address.Authority), ("Connection", "close"), ("User-Agent", $"mlsec-agent/{AgentVersion.Text}"), ("Accept-Encoding", "identity"), .. headers,
        ];
        if (body is { } content)
        {
            all.Add(("Content-Length", content.Length.ToString(CultureInfo.InvariantCulture)));
        }

        foreach ((string name, string value) in all)
        {
            head.Append(name).Append(": ").Append(value).Append("\r\n");
        }

        return [.. Encoding.ASCII.GetBytes(head.Append("\r\n").ToString()), .. (body ?? ReadOnlyMemory<byte>.Empty).Span];
    }
}
