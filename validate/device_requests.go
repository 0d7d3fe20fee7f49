package validate

import (
	"strconv"

	"github.com/composekit/composekit/diag"
	"github.com/composekit/composekit/syntax"
)

// CountAndIDs is a request for a number of devices, and for certain ones.
var CountAndIDs = &diag.Def{Code: "count-and-device-ids", Title: "both count and device_ids"}

// DeviceRequests forbids to ask for a number of devices and for certain ones at once.
var DeviceRequests = &Rule{
	Name:      "device-requests",
	Doc:       "A request for devices has either count or device_ids.",
	Codes:     []*diag.Def{CountAndIDs},
	Structure: true,
	Check: func(p *Pass) {
		for _, service := range p.Tree.Get("services").Pairs() {
			p.checkRequests(service.Value.Get("gpus"), service.Name(), ".gpus")
			p.checkRequests(service.Value.Get("deploy").Get("resources").Get("reservations").Get("devices"),
				service.Name(), ".deploy.resources.reservations.devices")
		}
	},
}

func (p *Pass) checkRequests(list *syntax.Node, service, attribute string) {
	for i, request := range list.Items() {
		count, ids := pairOf(request, "count"), pairOf(request, "device_ids")
		if count.Value != nil && ids.Value != nil {
			p.Report(CountAndIDs.At(firstSpan(ids.Span(), spanOf(request)), "device_ids and count exclude each other").
				Labelled(count.Span(), "count is here").
				Helped("remove one of them").About(syntax.Below("services", service) + attribute + "[" + strconv.Itoa(i) + "]"))
		}
	}
}
