using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using MLSecOps.Core.Findings;
using MLSecOps.Linux.Tls;
using MLSecOps.TestKit;

namespace MLSecOps.Linux.Tests.Tls;

public sealed class TlsClientTests
{
    private static readonly TimeSpan Ample = TimeSpan.FromSeconds(30);
    private static readonly SigningAuthority Root = SigningAuthority.Create("Test Hub CA");
    private static readonly SigningAuthority Middle = Root.Intermediate("Test Hub Middle CA");

    private static readonly X509Certificate2 Hub = Middle.Issue(
        "Test Hub TLS", new CertificateProfile { Usages = [CertificateProfile.ServerAuth], HostNames = ["localhost"], Addresses = ["127.0.0.1", "::1"] });

    private static readonly TrustVerdict Trusted = new TrustVerdict.Trusted([Check.Pass("certificate.chain", "hub")]);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(SslProtocols.Tls12)]
    [InlineData(SslProtocols.Tls13)]
    public async Task A_trusted_server_is_connected_and_data_flows_both_ways(SslProtocols protocol)
    {
        using TlsServer server = new();
        Task<TlsServer.Visit> served = server.Echo(TlsServer.Showing(Hub, Middle, protocol));
        await using (SslStream stream = await Connect(server.Port, Judging(Trusted)))
        {
            Assert.Equal(protocol, stream.SslProtocol);
            Assert.Equal("hello", await Say(stream, "hello"));
        }

        TlsServer.Visit visit = await served;
        Assert.Equal("hello"u8.ToArray(), visit.Received);
        Assert.Null(visit.Failure);
    }

    /// <summary>No store of the system knows the root, and the server does not send it: the judge alone decides.</summary>
    [Fact]
    public async Task The_judge_sees_the_certificate_and_what_the_server_sent_along_and_nothing_from_a_store()
    {
        using TlsServer server = new();
        Task<TlsServer.Visit> served = server.Echo(TlsServer.Showing(Hub, Middle));
        List<(byte[] Certificate, byte[][] Companions)> seen = [];
        await using (await Connect(server.Port, (certificate, companions) =>
        {
            seen.Add((certificate.ToArray(), [.. companions.Select(each => each.ToArray())]));
            return Trusted;
        }))
        {
            (byte[] certificate, byte[][] companions) = Assert.Single(seen);
            Assert.Equal(Hub.RawData, certificate);
            Assert.Equal([Middle.Anchor], companions);
        }

        await served;
    }

    /// <summary>A second connection, which the platform may resume from the first one, is judged like the first.</summary>
    [Theory]
    [InlineData(SslProtocols.Tls12)]
    [InlineData(SslProtocols.Tls13)]
    public async Task Every_connection_is_judged_by_all_certificates(SslProtocols protocol)
    {
        using TlsServer server = new();
        SslServerAuthenticationOptions options = TlsServer.Showing(Hub, Middle, protocol);
        int judged = 0;
        for (int i = 0; i < 3; i++)
        {
            Task<TlsServer.Visit> served = server.Echo(options);
            await using (SslStream stream = await Connect(server.Port, (certificate, companions) =>
            {
                judged++;
                Assert.Equal(Hub.RawData, certificate.ToArray());
                Assert.Equal(Middle.Anchor, Assert.Single(companions).ToArray());
                return Trusted;
            }))
            {
                await Say(stream, "hello");
            }

            await served;
        }

        Task<TlsServer.Visit> refused = server.Echo(options);
        await Assert.ThrowsAsync<TlsConnectException>(() => Connect(server.Port, Judging(Rejected(EnrolmentReasons.PinMismatch))));
        Assert.Empty((await refused).Received);
        Assert.Equal(3, judged);
    }

    [Theory]
    [InlineData(SslProtocols.Tls12)]
    [InlineData(SslProtocols.Tls13)]
    public async Task A_rejected_server_gets_the_reason_of_its_judge_and_not_a_byte(SslProtocols protocol)
    {
        using TlsServer server = new();
        Task<TlsServer.Visit> served = server.Echo(TlsServer.Showing(Hub, Middle, protocol));
        TrustVerdict verdict = Rejected(EnrolmentReasons.PinMismatch);
        TlsConnectException refused = await Assert.ThrowsAsync<TlsConnectException>(() => Connect(server.Port, Judging(verdict)));
        Assert.Equal(EnrolmentReasons.PinMismatch, refused.Reason);
        Assert.Same(verdict, refused.Verdict);
        Assert.False(refused.MayRetry);
        Assert.Equal($"127.0.0.1:{server.Port}: expected this, found that", refused.Message);
        TlsServer.Visit visit = await served;
        Assert.Empty(visit.Received);
    }

    [Fact]
    public async Task A_server_about_which_nothing_is_certain_is_not_connected()
    {
        using TlsServer server = new();
        Task<TlsServer.Visit> served = server.Echo(TlsServer.Showing(Hub, Middle));
        TrustVerdict verdict = new TrustVerdict.Inconclusive(EvidenceReasons.DeviceTimeUnproven, [Check.Skip("certificate.validity", "hub", EvidenceReasons.DeviceTimeUnproven)]);
        TlsConnectException refused = await Assert.ThrowsAsync<TlsConnectException>(() => Connect(server.Port, Judging(verdict)));
        Assert.Equal(EvidenceReasons.DeviceTimeUnproven, refused.Reason);
        Assert.Same(verdict, refused.Verdict);
        Assert.Empty((await served).Received);
    }

    /// <summary>The judge compares bytes here, as the verifier of the hub does with anchors: whatever name or root the other one has, it is the other one.</summary>
    [Fact]
    public async Task Another_certificate_is_refused()
    {
        X509Certificate2 other = SigningAuthority.Create("Test Hub CA").Issue("Test Hub TLS", new CertificateProfile { Usages = [CertificateProfile.ServerAuth], Addresses = ["127.0.0.1"] });
        using TlsServer server = new();
        Task<TlsServer.Visit> served = server.Echo(TlsServer.Showing(other, Root));
        TlsConnectException refused = await Assert.ThrowsAsync<TlsConnectException>(() => Connect(
            server.Port,
            (certificate, _) => certificate.Span.SequenceEqual(Hub.RawData) ? Trusted : Rejected(EnrolmentReasons.HubNotTrusted)));
        Assert.Equal(EnrolmentReasons.HubNotTrusted, refused.Reason);
        Assert.Empty((await served).Received);
    }

    [Fact]
    public async Task Nobody_listens()
    {
        using Socket reserved = TlsServer.ReservePort(out int port);
        TlsConnectException failed = await Assert.ThrowsAsync<TlsConnectException>(() => Connect(port, NeverAsked));
        AssertUnreachable(failed);
        Assert.StartsWith($"127.0.0.1:{port}: ", failed.Message, StringComparison.Ordinal);
    }

    // A label of 64 characters: no resolver is asked for it.
    [Theory]
    [InlineData("a123456789a123456789a123456789a123456789a123456789a123456789a123.invalid")]
    [InlineData("")]
    public async Task A_name_without_an_address_is_unreachable(string host) =>
        AssertUnreachable(await Assert.ThrowsAsync<TlsConnectException>(() => TlsClient.ConnectAsync(host, 8443, NeverAsked, null, Ample, Token)));

    [Fact]
    public async Task A_server_that_says_nothing_is_unreachable_when_the_time_is_over()
    {
        using TlsServer server = new();
        Task<byte[]> heard = server.SayPlainly([], leave: false);
        TlsConnectException failed = await Assert.ThrowsAsync<TlsConnectException>(
            () => TlsClient.ConnectAsync("127.0.0.1", server.Port, NeverAsked, null, TimeSpan.FromMilliseconds(200), Token));
        AssertUnreachable(failed);
        Assert.Equal($"127.0.0.1:{server.Port}: no answer in time", failed.Message);
        // It heard the beginning of a handshake, and then that the client has left.
        Assert.Equal(0x16, (await heard)[0]);
    }

    public static TheoryData<string, bool> Nonsense { get; } = new()
    {
        { "", true },
        { "HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n", false },
        { "220 mail.example ESMTP\r\n", false },
        { "\u0020\u0002\0\0", true },
        { new string('\0', 64), false },
        // A server without a certificate: alert handshake_failure.
        { "\u0015\u0003\u0003\0\u0002\u0002\u0028", true },
        // The beginning of a ServerHello, and then nothing more.
        { "\u0016\u0003\u0003\0\u007a\u0002\0\0\u0076\u0003\u0003", true },
        // A record that is longer than any may be.
        { "\u0016\u0003\u0003\u00ff\u00ff\u0002", true },
    };

    [Theory]
    [MemberData(nameof(Nonsense))]
    public async Task What_is_no_TLS_server_is_unreachable_and_never_judged(string says, bool leaves)
    {
        using TlsServer server = new();
        Task<byte[]> heard = server.SayPlainly(Encoding.Latin1.GetBytes(says), leaves);
        AssertUnreachable(await Assert.ThrowsAsync<TlsConnectException>(() => Connect(server.Port, NeverAsked)));
        await heard;
    }

    [Fact]
    public async Task Who_gives_up_gets_a_cancellation_and_no_verdict()
    {
        using TlsServer server = new();
        using CancellationTokenSource source = new();
        Task<byte[]> heard = server.SayPlainly([], leave: false, arrived: source.Cancel);
        OperationCanceledException cancelled = await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => TlsClient.ConnectAsync("127.0.0.1", server.Port, NeverAsked, null, Ample, source.Token));
        Assert.Equal(source.Token, cancelled.CancellationToken);
        await heard;
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => TlsClient.ConnectAsync("127.0.0.1", server.Port, NeverAsked, null, Ample, source.Token));
    }

    /// <summary>A defect of the judge is no verdict: it comes out as it is, and the connection is closed, not left to the collector of garbage.</summary>
    [Fact]
    public async Task A_judge_that_fails_connects_to_nobody()
    {
        using TlsServer server = new();
        Task<TlsServer.Visit> served = server.Echo(TlsServer.Showing(Hub, Middle));
        InvalidOperationException defect = new("a defect");
        InvalidOperationException thrown = await Assert.ThrowsAsync<InvalidOperationException>(() => Connect(server.Port, (_, _) => throw defect));
        Assert.Same(defect, thrown);
        Assert.Empty((await served.WaitAsync(TimeSpan.FromSeconds(10), Token)).Received);
    }

    [Theory]
    [InlineData(SslProtocols.Tls12)]
    [InlineData(SslProtocols.Tls13)]
    public async Task The_client_s_certificate_arrives_with_its_intermediate(SslProtocols protocol)
    {
        SigningAuthority devices = Root.Intermediate("Test Device CA", new CertificateProfile { Usages = [CertificateProfile.ClientAuth], PathLength = 0 });
        X509Certificate2 device = devices.Issue("0100112233445566778899aabbccddeeff", new CertificateProfile { Usages = [CertificateProfile.ClientAuth] });
        using TlsServer server = new();
        byte[]? shown = null;
        byte[][] along = [];
        SslServerAuthenticationOptions options = TlsServer.Showing(Hub, Middle, protocol);
        options.ClientCertificateRequired = true;
        options.RemoteCertificateValidationCallback = (_, certificate, chain, _) =>
        {
            shown = certificate?.GetRawCertData();
            along = [.. chain!.ChainPolicy.ExtraStore.Select(each => each.RawData)];
            return true;
        };
        Task<TlsServer.Visit> served = server.Echo(options);
        SslStreamCertificateContext client = SslStreamCertificateContext.Create(device, [devices.Certificate], offline: true);
        await using (SslStream stream = await TlsClient.ConnectAsync("127.0.0.1", server.Port, Judging(Trusted), client, Ample, Token))
        {
            Assert.Equal("hello", await Say(stream, "hello"));
        }

        await served;
        Assert.Equal(device.RawData, shown);
        Assert.Equal([devices.Anchor], along);
    }

    /// <summary>In TLS 1.2 the refusal belongs to the handshake; in 1.3 it comes with the first read.</summary>
    [Fact]
    public async Task A_server_that_refuses_the_client_is_trusted_but_not_reached()
    {
        using TlsServer server = new();
        SslServerAuthenticationOptions options = TlsServer.Showing(Hub, Middle, SslProtocols.Tls12);
        options.ClientCertificateRequired = true;
        options.RemoteCertificateValidationCallback = (_, _, _, _) => false;
        Task<TlsServer.Visit> served = server.Echo(options);
        try
        {
            await using SslStream stream = await Connect(server.Port, Judging(Trusted));
            await Assert.ThrowsAnyAsync<IOException>(() => Say(stream, "hello"));
        }
        catch (TlsConnectException failed)
        {
            Assert.Equal(EnrolmentReasons.HubUnreachable, failed.Reason);
            Assert.Same(Trusted, failed.Verdict);
        }

        Assert.Empty((await served).Received);
    }

    [Theory]
    [InlineData("localhost", "127.0.0.1", "localhost")]
    [InlineData("127.0.0.1", "127.0.0.1", "")]
    [InlineData("::1", "::1", "")]
    [InlineData("[::1]", "::1", "")]
    public async Task Names_are_asked_for_and_addresses_are_not(string host, string address, string asked)
    {
        Assert.SkipUnless(address != "::1" || Socket.OSSupportsIPv6, "no IPv6 here");
        using TlsServer server = new(IPAddress.Parse(address));
        Task<TlsServer.Visit> served = server.Echo(TlsServer.Showing(Hub, Middle));
        await using (SslStream stream = await TlsClient.ConnectAsync(host, server.Port, Judging(Trusted), null, Ample, Token))
        {
            await Say(stream, "hello");
        }

        Assert.Equal(asked, (await served).HostName);
    }

    private static Task<SslStream> Connect(int port, Func<ReadOnlyMemory<byte>, IReadOnlyList<ReadOnlyMemory<byte>>, TrustVerdict> judge) =>
        TlsClient.ConnectAsync("127.0.0.1", port, judge, null, Ample, Token);

    private static Func<ReadOnlyMemory<byte>, IReadOnlyList<ReadOnlyMemory<byte>>, TrustVerdict> Judging(TrustVerdict verdict) => (_, _) => verdict;

    private static TrustVerdict NeverAsked(ReadOnlyMemory<byte> certificate, IReadOnlyList<ReadOnlyMemory<byte>> companions) =>
        throw new InvalidOperationException("the judge was asked");

    private static TrustVerdict Rejected(Reason reason) => new TrustVerdict.Rejected(reason, [Check.Fail("certificate.pin", "hub", reason, "this", "that")]);

    private static async Task<string> Say(SslStream stream, string words)
    {
        await stream.WriteAsync(Encoding.ASCII.GetBytes(words), Token);
        byte[] answer = new byte[words.Length];
        await stream.ReadExactlyAsync(answer, Token);
        return Encoding.ASCII.GetString(answer);
    }

    private static void AssertUnreachable(TlsConnectException failed)
    {
        Assert.Equal(EnrolmentReasons.HubUnreachable, failed.Reason);
        Assert.True(failed.MayRetry);
        Assert.Null(failed.Verdict);
    }
}
