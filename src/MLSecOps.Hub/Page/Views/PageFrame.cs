namespace MLSecOps.Hub.Page.Views;

/// <summary>What stands around every view.</summary>
/// <param name="Title">Names the view in tabs and history.</param>
/// <param name="Path">Path and query of this view, for links to itself.</param>
/// <param name="Section">First part of the path: which entry of the navigation is the current one.</param>
/// <param name="Fleet">Name of the fleet.</param>
/// <param name="Now">The hub's clock when it was made.</param>
/// <param name="Change">Number of the newest change before the database was read: a page that knows it need not ask again for it.</param>
/// <param name="Untrusted">Devices whose newest verdict is rejected; null when the database did not say.</param>
/// <param name="Unseen">Devices that are not fresh; null when the database did not say.</param>
/// <param name="OpenFindings">How many findings are open; null when the database did not say.</param>
/// <param name="Refresh">Without a script, the browser asks again by itself.</param>
/// <param name="Version">Of this hub.</param>
public sealed record PageFrame(
    string Title, string Path, string Section, string Fleet, DateTimeOffset Now, long Change, int? Untrusted, int? Unseen, int? OpenFindings, bool Refresh, string Version);
