using MLSecOps.Contracts.Hub;
using MLSecOps.Hub.Tests.Live;

namespace MLSecOps.Hub.Tests.Page;

/// <summary>A device that is out of use: nobody is asked to look for it, and its page stays.</summary>
public sealed class RetiredDeviceTests
{
    [Fact]
    public async Task The_first_screen_does_not_miss_it_and_its_page_stays()
    {
        CancellationToken token = TestContext.Current.CancellationToken;
        await using LiveHub hub = await LiveHub.StartAsync();
        await using SimulatedDevice device = await hub.DeviceAsync();
        using HttpClient browser = new() { BaseAddress = new Uri($"http://127.0.0.1:{hub.PagePort}") };
        Assert.Contains(device.Ueid.Hex, await browser.GetStringAsync("/", token), StringComparison.Ordinal);

        (await hub.Operator.PostAsync(HubRoutes.RetireOf(device.Ueid.Hex), null, token)).Dispose();
        string first = await browser.GetStringAsync("/", token);
        Assert.DoesNotContain($"/devices/{device.Ueid.Hex}\"", System.Text.RegularExpressions.Regex.Replace(first, "(?s)<section[^>]*changes.*?</section>", string.Empty), StringComparison.Ordinal);
        Assert.Contains(device.Ueid.Hex, await browser.GetStringAsync($"/devices/{device.Ueid.Hex}", token), StringComparison.Ordinal);
        HubDevices all = await hub.AskAsync(HubRoutes.Devices, HubJson.Default.HubDevices);
        Assert.Equal("retired", Assert.Single(all.Devices).Standing);
    }
}
