using System.Net;
using MLSecOps.Contracts.Hub;
using MLSecOps.Core.Findings;
using MLSecOps.Hub.Tests.Live;

namespace MLSecOps.Hub.Tests.Api;

/// <summary>Whatever is asked wrongly, the answer is an error document with a reason.</summary>
public sealed class RequestTests : IAsyncLifetime
{
    private LiveHub _hub = null!;

    public async ValueTask InitializeAsync() => _hub = await LiveHub.StartAsync();

    public async ValueTask DisposeAsync() => await _hub.DisposeAsync();

    [Theory]
    [InlineData("/api/1/nothing")]
    [InlineData("/api/1/nothing.json")]
    [InlineData("/api/2/devices")]
    [InlineData("/favicon.ico")]
    [InlineData(HubRoutes.Findings + "/one")]
    [InlineData(HubRoutes.Findings + "/1")]
    [InlineData(HubRoutes.Rollouts + "/1")]
    [InlineData(HubRoutes.Rollouts + "/99999999999999999999")]
    public async Task There_is_nothing_at_other_addresses(string path)
    {
        using HttpResponseMessage answer = await _hub.Operator.GetAsync(path, TestContext.Current.CancellationToken);
        await LiveHub.AssertErrorAsync(HttpStatusCode.NotFound, HubReasons.NotFound, answer);
    }

    [Fact]
    public async Task A_parameter_of_another_form_is_malformed()
    {
        using HttpResponseMessage answer = await _hub.Operator.GetAsync(HubRoutes.Findings + "?open=perhaps", TestContext.Current.CancellationToken);
        await LiveHub.AssertErrorAsync(HttpStatusCode.BadRequest, HubReasons.RequestMalformed, answer);
        using HttpResponseMessage forbidden = await _hub.Anybody.GetAsync(HubRoutes.Findings + "?open=perhaps", TestContext.Current.CancellationToken);
        await LiveHub.AssertErrorAsync(HttpStatusCode.Forbidden, EnrolmentReasons.NotAuthorised, forbidden);
    }

    [Theory]
    [InlineData(HubRoutes.Tokens)]
    [InlineData(HubRoutes.Rollouts)]
    public async Task A_body_that_is_too_long_is_refused(string path)
    {
        // The hub refuses a long body before it comes, and closes: who is still sending then may not see why.
        using HttpRequestMessage request = new(HttpMethod.Post, path) { Content = new ByteArrayContent(new byte[(64 << 10) + 1]) };
        request.Headers.ExpectContinue = true;
        using HttpResponseMessage answer = await _hub.Operator.SendAsync(request, TestContext.Current.CancellationToken);
        await LiveHub.AssertErrorAsync(HttpStatusCode.RequestEntityTooLarge, HubReasons.RequestMalformed, answer);
    }

    [Theory]
    [InlineData("")]
    [InlineData("/challenge")]
    [InlineData("/evidence")]
    public async Task A_device_that_is_not_enrolled_is_unknown(string rest)
    {
        using HttpRequestMessage request = new(rest == "/challenge" ? HttpMethod.Post : HttpMethod.Get, HubRoutes.DeviceOf("0100112233445566778899aabbccddeeff") + rest);
        using HttpResponseMessage answer = await _hub.Operator.SendAsync(request, TestContext.Current.CancellationToken);
        await LiveHub.AssertErrorAsync(HttpStatusCode.NotFound, HubReasons.DeviceUnknown, answer);
    }

    [Fact]
    public async Task There_is_no_evidence_before_any_came()
    {
        await using SimulatedDevice device = await _hub.DeviceAsync();
        using HttpResponseMessage answer = await _hub.Operator.GetAsync(HubRoutes.DeviceOf(device.Ueid.Hex) + "/evidence", TestContext.Current.CancellationToken);
        await LiveHub.AssertErrorAsync(HttpStatusCode.NotFound, EvidenceReasons.NoEvidence, answer);
    }

    [Fact]
    public async Task A_token_is_not_kept_on_the_way()
    {
        using HttpResponseMessage answer = await _hub.Operator.PostAsync(HubRoutes.Tokens, null, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
        Assert.True(answer.Headers.CacheControl?.NoStore);
    }

    [Fact]
    public async Task A_database_that_fails_is_said_to()
    {
        await _hub.BreakTableAsync("devices");
        using HttpResponseMessage answer = await _hub.Operator.GetAsync(HubRoutes.Devices, TestContext.Current.CancellationToken);
        await LiveHub.AssertErrorAsync(HttpStatusCode.InternalServerError, HubReasons.StorageFailed, answer);
        Assert.Contains(HubReasons.StorageFailed.Code, _hub.Said, StringComparison.Ordinal);
    }
}
